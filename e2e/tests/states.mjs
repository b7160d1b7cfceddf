// Every page and state, at three widths, with and without scripts: axe, sideways scroll, outside requests, the band.
import { AxeBuilder } from "@axe-core/playwright";
import { WIDTHS, open } from "../lib/browser.mjs";
import { check } from "../lib/checks.mjs";
import { pieces } from "../lib/lanes.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// What WCAG 1.4.12 lets a reader set.
const SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }`;

/** How far the page itself scrolls sideways, in pixels; without scripts it is asked from outside the page. */
async function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** In one go within the page: the same rules, in a third of the time that parts carried to another page take. It would not
 * see into frames of another origin, and a page of ours has no frame at all. */
async function violations(page) {
  if (page.frames().length > 1) return ["the page has a frame, which axe would not look into"];
  const axe = new AxeBuilder({ page }).withTags(TAGS).options({ resultTypes: ["violations"] }).setLegacyMode(true);
  const report = await axe.analyze();
  return report.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")}`);
}

/** With scripts: axe, closed and opened; sideways scroll; the band. */
async function judge(browser, width, pages, outside) {
  const { context, page, record } = await open(browser, { width });
  for (const { name, path, alike } of pages) {
    await check(`${name} at ${width} px: axe finds nothing, no sideways scroll, band on top`, async () => {
      record.problems.length = 0;
      await page.goto(path);
      const found = alike ? [] : await violations(page);
      // Again with every table and note open; tables look alike at the two larger widths.
      await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
      if (width !== 768) found.push(...(await violations(page)).map((v) => `opened: ${v}`));
      const scroll = await sideways(page);
      if (scroll > 0) found.push(`the page scrolls ${scroll} px sideways`);
      if (!(await page.locator(".app-band").isVisible())) found.push("the band is missing");
      found.push(...record.problems);
      // A picture for the eye where something is wrong, or where SHOTS asks for one of each page.
      if (found.length > 0 || process.env.SHOTS) {
        await page.screenshot({ path: `shots/${name.replaceAll(/[^\w]+/g, "-")}-${width}.png`, fullPage: true });
      }
      return found.join("\n");
    });
  }
  outside.push(...record.outside);
  await context.close();
}

async function withoutScripts(browser, width, pages, outside) {
  const { context, page, record } = await open(browser, { width, scripts: false });
  for (const { name, path } of pages) {
    await check(`${name} at ${width} px without scripts: everything is there`, async () => {
      await page.goto(path);
      const heading = await page.locator("h1").count();
      const band = await page.locator(".app-band").isVisible();
      return heading === 1 && band ? "" : `${heading} main headings, band ${band}`;
    });
  }
  outside.push(...record.outside);
  await context.close();
}

async function withSpacing(browser, pages) {
  const { context, page } = await open(browser, { width: 320 });
  for (const { name, path } of pages) {
    await check(`${name} with wide text spacing at 320 px: nothing is cut off`, async () => {
      await page.goto(path);
      // A constructed sheet is ours to add; the policy refuses an inline one.
      await page.evaluate((css) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets = [sheet];
      }, SPACING);
      const scroll = await sideways(page);
      return scroll > 0 ? `the page scrolls ${scroll} px sideways` : "";
    });
  }
  await context.close();
}

async function special(browser, site, what, options) {
  const { context, page } = await open(browser, { width: 1280, options });
  await check(`${what}: the band, headings and charts stay`, async () => {
    const missing = [];
    for (const path of ["/", site.questions[0], "/inequalities"]) {
      await page.goto(path);
      if (what === "print") await page.emulateMedia({ media: "print" });
      for (const part of [".app-band", "h1"]) {
        if (!(await page.locator(part).first().isVisible())) missing.push(`${path}: ${part}`);
      }
    }
    return missing.join("\n");
  });
  await context.close();
}

const outside = [];

export const everyState = {
  title: "Every page and state",
  jobs(browser, site) {
    // Pages alike but for their words are judged once, where there is least room and with everything open.
    const at = (width, pages) => pages.filter((page) => !page.alike || width === WIDTHS[0]);
    return [
      ...pieces(site.pages).flatMap((pages) => [
        ...WIDTHS.map((width) => () => judge(browser, width, at(width, pages), outside)),
        ...WIDTHS.map((width) => () => withoutScripts(browser, width, at(width, pages), outside)),
        () => withSpacing(browser, pages),
      ]),
      () => special(browser, site, "forced colours", { forcedColors: "active" }),
      () => special(browser, site, "print", {}),
    ];
  },
  /** Once all pages have been opened. */
  async after() {
    await check("no request left the origin at any width, with scripts or without", () => outside.join("\n"));
  },
};
