// What is not shown: its page, and the way there from a hidden figure.
import { WIDTHS, open, url } from "../lib/browser.mjs";
import { check } from "../lib/checks.mjs";
import { parse } from "../lib/csv.mjs";

/** From the words beside a star to the page that says how much is hidden. */
async function wayThere(browser, site, scripts) {
  const { context, page } = await open(browser, { width: 1280, scripts });
  await check(`the words beside hidden figures lead to what is not shown, scripts ${scripts ? "on" : "off"}`, async () => {
    const hidden = site.pages.find((state) => state.withheld);
    if (!hidden) return "no page with hidden figures was found";
    await page.goto(hidden.path);
    const link = page.locator(".app-key a").first();
    // A table that is closed keeps its words with it.
    await page.locator("details:has(.app-key a) summary").first().click({ timeout: 2_000 }).catch(() => {});
    if (!(await link.isVisible())) return "no link stands beside the words";
    await link.click();
    const heading = await page.locator("h1").innerText();
    if (new URL(page.url()).pathname !== "/withheld") return `the link leads to ${page.url()}`;
    return /hidden/.test(heading) ? "" : `the heading says nothing: ${heading}`;
  });
  await check(`the foot of the overview leads there too, scripts ${scripts ? "on" : "off"}`, async () => {
    await page.goto("/");
    await page.locator("footer").getByRole("link", { name: "What is not shown" }).click();
    return new URL(page.url()).pathname === "/withheld" ? "" : page.url();
  });
  await context.close();
}

/** Every number of the page is in its file, and every row has a bar that is as long as its shares. */
async function numbersAndBars(browser, width) {
  const { context, page } = await open(browser, { width });
  await check(`the table, the bars and the file of what is not shown agree at ${width} px`, async () => {
    await page.goto("/withheld");
    const file = parse(await (await fetch(url("/withheld.csv"))).text());
    const rows = await page.locator("#both tbody tr").evaluateAll((rows) =>
      rows.map((row) => {
        const widthOf = (part) => row.querySelector(`.app-share__${part}`)?.getBoundingClientRect().width ?? -1;
        return {
          cells: [...row.children].map((cell) => cell.firstChild?.textContent.trim() ?? ""),
          all: widthOf("all"),
          rule: widthOf("rule"),
          besides: widthOf("besides"),
        };
      }),
    );
    const wrong = [];
    if (rows.length !== file.length) wrong.push(`${rows.length} rows on the page, ${file.length} in the file`);
    rows.forEach((row, at) => {
      const line = file[at];
      const number = (text) => Number(text.replaceAll(",", "").replace("%", ""));
      const [, , cells, rule, besides, all] = row.cells;
      if (number(cells) !== Number(line.cells)) wrong.push(`row ${at}: ${cells} counts, ${line.cells} in the file`);
      const share = (text, exact) => Math.abs(number(text) - exact) <= 0.06;
      if (!share(rule, Number(line.percent_by_rule))) wrong.push(`row ${at}: ${rule} by the rule`);
      if (!share(all, Number(line.percent_after_audit))) wrong.push(`row ${at}: ${all} in all`);
      const long = (part, percent) => Math.abs(part - (row.all * percent) / 100) <= 2;
      if (!long(row.rule, Number(line.percent_by_rule))) wrong.push(`row ${at}: the bar is ${row.rule} of ${row.all}`);
      if (!long(row.rule + row.besides, Number(line.percent_after_audit))) wrong.push(`row ${at}: the bar and ${besides}`);
    });
    return wrong.slice(0, 6).join("\n");
  });
  await context.close();
}

/** With forced colours the pieces of a bar are still told apart from the page, and from one another by their height. */
async function forcedColours(browser) {
  const { context, page } = await open(browser, { width: 320, options: { forcedColors: "active" } });
  await check("with forced colours the bars of what is not shown are seen", async () => {
    await page.goto("/withheld");
    const key = await page.locator(".app-bar-key").first().locator("rect").evaluateAll((pieces) =>
      pieces.map((piece) => {
        const style = getComputedStyle(piece);
        return { fill: style.fill, stroke: style.stroke, height: piece.getBoundingClientRect().height };
      }),
    );
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    if (key.length !== 3) return `${key.length} pieces in the key`;
    if (new Set(key.map((piece) => JSON.stringify(piece))).size !== 3) return "two pieces look alike";
    const unseen = key.filter(({ fill, stroke }) => fill === ground && (stroke === "none" || stroke === ground));
    return unseen.length === 0 ? "" : "a piece has the colour of the page";
  });
  await context.close();
}

/** The tables can be reached and moved without a pointer. */
async function byKeyboard(browser) {
  const { context, page } = await open(browser, { width: 320 });
  await check("a keyboard reaches each table of what is not shown and moves it sideways", async () => {
    await page.goto("/withheld");
    const regions = page.locator(".app-table-region");
    const wrong = [];
    for (let at = 0; at < (await regions.count()); at += 1) {
      const region = regions.nth(at);
      await region.focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await page.waitForTimeout(150);
      const moved = await region.evaluate((e) => ({ wide: e.scrollWidth > e.clientWidth, at: e.scrollLeft, named: e.getAttribute("aria-label") }));
      if (!moved.named) wrong.push(`table ${at} has no name`);
      if (moved.wide && moved.at === 0) wrong.push(`table ${at} does not move`);
    }
    return wrong.join("\n");
  });
  await context.close();
}

export const withheld = {
  title: "What is not shown",
  jobs(browser, site) {
    return [
      ...[true, false].map((scripts) => () => wayThere(browser, site, scripts)),
      ...[WIDTHS[0], WIDTHS[2]].map((width) => () => numbersAndBars(browser, width)),
      () => forcedColours(browser),
      () => byKeyboard(browser),
    ];
  },
};
