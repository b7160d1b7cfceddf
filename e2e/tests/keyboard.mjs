// What a reader without a pointer meets first, and that focus is always seen.
import { WIDTHS, open } from "../lib/browser.mjs";
import { check } from "../lib/checks.mjs";

const focused = (page) =>
  page.evaluate(() => ({ text: document.activeElement.textContent.trim(), href: document.activeElement.getAttribute("href") }));

async function firstStop(browser, site, width, scripts) {
  const { context, page } = await open(browser, { width, scripts });
  const how = `at ${width} px, scripts ${scripts ? "on" : "off"}`;
  await check(`the first stop is the skip link, and it leads to the content, ${how}`, async () => {
    await page.goto(site.questions[0]);
    await page.keyboard.press("Tab");
    const first = page.locator(".nhsuk-skip-link");
    if (!(await first.evaluate((e) => e === document.activeElement))) return "another element has the focus";
    await page.keyboard.press("Enter");
    // The browser tells of the new address a little later.
    await page.waitForURL(/#maincontent$/, { timeout: 5_000 }).catch(() => {});
    return page.url().endsWith("#maincontent") || (await focusedInside(page)) ? "" : page.url();
  });
  await context.close();
}

async function stops(browser, site) {
  const { context, page } = await open(browser, { width: 1280 });
  await check("the order of stops is the order of the page, and each stop is seen", async () => {
    await page.goto(site.questions[0]);
    const wrong = [];
    let before = -1;
    for (let i = 0; i < 40; i += 1) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        const all = [...document.querySelectorAll("*")];
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        return {
          position: all.indexOf(element),
          name: element.textContent.trim().slice(0, 40) || element.id,
          isSeen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
          isMarked: style.outlineStyle !== "none" || style.boxShadow !== "none",
        };
      });
      if (!stop) break;
      if (stop.position < before) wrong.push(`${stop.name} comes too late`);
      if (!stop.isSeen) wrong.push(`${stop.name} is out of sight`);
      if (!stop.isMarked) wrong.push(`${stop.name} shows no focus`);
      before = stop.position;
    }
    return wrong.join("\n");
  });
  await check("a chart's table opens with the keyboard", async () => {
    await page.goto(site.questions[0]);
    await page.locator(".app-figure summary").first().focus();
    await page.keyboard.press("Enter");
    return (await page.locator(".app-figure table").first().isVisible()) ? "" : "the table stays hidden";
  });
  await check("with scripts, an error summary takes the focus", async () => {
    await page.goto("/inequalities?sort=loudest");
    const { text } = await focused(page);
    return text.includes("There is a problem") ? "" : `the focus is on: ${text.slice(0, 80)}`;
  });
  await context.close();
}

export const keyboard = {
  title: "Keyboard",
  jobs(browser, site) {
    const each = WIDTHS.flatMap((width) => [true, false].map((scripts) => () => firstStop(browser, site, width, scripts)));
    return [...each, () => stops(browser, site)];
  },
};

async function focusedInside(page) {
  return page.evaluate(() => document.activeElement?.id === "maincontent");
}
