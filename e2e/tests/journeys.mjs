// Two people at work: a board member with one minute, an analyst with a question.
import { WIDTHS, open } from "../lib/browser.mjs";
import { check } from "../lib/checks.mjs";

async function boardMember(page) {
  await page.goto("/");
  const finding = await page.locator("h1").innerText();
  if (!/most (and least )?deprived/.test(finding)) return `the heading finds nothing: ${finding}`;
  if ((await page.locator(".app-gap").count()) < 1) return "no headline gap";
  for (const block of ["Who is missing out most", "What changed", "Look at a place"]) {
    if (!(await page.getByRole("heading", { name: block }).isVisible())) return `no block: ${block}`;
  }
  const worst = page.locator(".app-missing a").first();
  const target = (await worst.count()) ? worst : page.locator(".app-gap a").first();
  const address = await target.getAttribute("href");
  await target.click();
  if (!page.url().includes(address)) return `the link leads to ${page.url()}`;
  const heading = await page.locator("h1").innerText();
  if (!/deprived/.test(heading)) return `the question says nothing of its gap: ${heading}`;
  await page.getByRole("link", { name: /^Profile of/ }).click();
  if (!page.url().includes("/areas/")) return `no profile: ${page.url()}`;
  if (!(await page.locator(".app-profile").first().isVisible())) return "the profile has no table";
  // On a narrow page with scripts, links that do not fit are behind a button.
  const link = page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: "Inequalities" });
  if (!(await link.isVisible())) await page.getByRole("button", { name: /more|menu/i }).first().click();
  await link.click();
  const rows = await page.locator(".app-matrix tbody tr").count();
  if (rows < 6) return `${rows} rows in the matrix`;
  await page.getByRole("link", { name: "Commonweal" }).click();
  return new URL(page.url()).pathname === "/" ? "" : `home is ${page.url()}`;
}

async function searcher(page) {
  await page.goto("/");
  await page.locator("#site-search").fill("smoking");
  await page.locator("#site-search").press("Enter");
  if (new URL(page.url()).search !== "?q=smoking") return `the search leads to ${page.url()}`;
  if (!/found for/.test(await page.locator("h1").innerText())) return "the search finds nothing";
  await page.goto("/indicators");
  await page.locator("#domain").selectOption("access");
  await page.locator("#q").fill("check");
  await page.getByRole("button", { name: "Show" }).click();
  const sentence = await page.locator(".app-sentence").innerText();
  if (!/of \d+ indicators: access, matching “check”/.test(sentence)) return `the filters read: ${sentence}`;
  const rows = await page.locator(".app-question").count();
  const href = await page.getByRole("link", { name: "Download this list (CSV)" }).getAttribute("href");
  const csv = (await (await page.request.get(href)).text()).trim().split("\n").length - 1;
  if (rows !== csv) return `${rows} rows shown, ${csv} in the file`;
  await page.goto("/outcomes");
  await page.getByRole("link", { name: "Our people live longer, healthier lives" }).click();
  return (await page.locator("h1").innerText()).startsWith("Our people") ? "" : "the ambition has no page";
}

async function analyst(page, site) {
  await page.goto(site.questions[0]);
  const options = page.locator("#area option:not([selected])");
  const code = await options.first().getAttribute("value");
  const name = (await options.first().textContent()).trim();
  await page.locator("#area").selectOption(code);
  await page.getByRole("button", { name: "Show" }).click();
  if (new URL(page.url()).searchParams.get("area") !== code) return `the form leads to ${page.url()}`;
  if (!(await page.locator(".app-sentence").innerText()).includes(name)) return "the sentence does not name the area";
  await page.getByRole("link", { name: "How this is calculated" }).click();
  const how = await page.locator("#how").innerText();
  for (const part of ["Out of", "Method", "Definition hash", "Data date", "Codelists"]) {
    if (!how.includes(part)) return `"How this is calculated" lacks: ${part}`;
  }
  const explained = page.locator(".app-figure").first().getByRole("link", { name: /^How was this calculated\?/ }).first();
  const chapter = await explained.getAttribute("href");
  await explained.click();
  if (new URL(page.url()).pathname !== chapter) return `the method is not at ${chapter} but ${page.url()}`;
  if (!(await page.getByRole("heading", { name: "Formula" }).isVisible())) return `${chapter} has no formula`;
  if (!/^commonweal stats /m.test((await page.locator(".app-command").allInnerTexts()).join("\n"))) {
    return `${chapter} shows no command`;
  }
  await page.goBack();
  const command = await page.locator(".app-command").innerText();
  if (!command.startsWith("commonweal indicator ") || !command.includes(code)) return `not a command: ${command}`;
  const href = await page.getByRole("link", { name: "Download all figures of this view (CSV)" }).getAttribute("href");
  const csv = await page.request.get(href);
  if (csv.status() !== 200 || !(await csv.text()).startsWith("indicator_id,series,area_code")) return "no CSV";
  const picture = await page.locator('a[href*=".svg?"]').first().getAttribute("href");
  const svg = await page.request.get(picture);
  if (svg.status() !== 200 || !(await svg.text()).startsWith("<svg")) return "no picture";
  await page.goto("/inequalities");
  await page.getByRole("link", { name: "ratio", exact: true }).click();
  if (new URL(page.url()).searchParams.get("sort") !== "ratio") return `the order leads to ${page.url()}`;
  await page.goto(`${site.questions[0]}?area=E99999999`);
  if (!/area/.test(await page.locator("h1").innerText())) return "an unknown area is not named as the problem";
  await page.locator(".app-choices a").first().click();
  return (await page.locator(".app-figure").count()) > 0 ? "" : "the choice offered leads nowhere";
}

async function walk(browser, site, width, scripts) {
  const how = `at ${width} px, scripts ${scripts ? "on" : "off"}`;
  const { context, page, record } = await open(browser, { width, scripts });
  await check(`a board member finds who is missing out and where, ${how}`, () => boardMember(page));
  await check(`a reader finds things by word, by filter and by what the plans promise, ${how}`, () => searcher(page));
  await check(`an analyst switches area, reads the method and its formula, takes the numbers, ${how}`, () => analyst(page, site));
  await check(`nothing went wrong and nothing left the origin on the way, ${how}`, () =>
    [...record.problems, ...record.outside].join("\n"),
  );
  await context.close();
}

export const journeys = {
  title: "Journeys",
  jobs(browser, site) {
    return WIDTHS.flatMap((width) => [true, false].map((scripts) => () => walk(browser, site, width, scripts)));
  },
};
