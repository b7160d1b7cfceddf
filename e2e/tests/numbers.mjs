// A chart, its table, its CSV and the interface for programs say the same; what is withheld is a star with a reason and
// never a number.
import { open, url } from "../lib/browser.mjs";
import { check } from "../lib/checks.mjs";
import { parse } from "../lib/csv.mjs";
import { pieces } from "../lib/lanes.mjs";

/** Every figure of an indicator from the interface for programs: as lines of CSV, and as rows of JSON. */
async function fromInterface(id) {
  const lines = new Set();
  const rows = [];
  const address = `/api/v1/indicators/${id}/values?period=all&page_size=10000`;
  for (const [format, take] of [
    ["csv", async (answer) => (await answer.text()).split("\r\n").forEach((line) => lines.add(line))],
    ["json", async (answer) => rows.push(...(await answer.json()).rows)],
  ]) {
    let next = `${address}&format=${format}`;
    while (next) {
      const answer = await fetch(url(next));
      if (!answer.ok) throw new Error(`${next}: ${answer.status} ${await answer.text()}`);
      next = answer.headers.get("link").match(/<([^>]*)>; rel="next"/)?.[1];
      await take(answer);
    }
  }
  return { lines, rows };
}

/** A figure's address among all figures. */
const keyOf = (row) =>
  ["series", "area_code", "family", "dimension_1", "category_1", "dimension_2", "category_2", "period", "statistic"]
    .map((name) => row[name] ?? "")
    .join("|");

/** What the interface says otherwise than the CSV of a page. */
function otherwise(csv, text, known) {
  const wrong = [];
  for (const line of text.split("\r\n")) {
    if (!known.lines.has(line)) wrong.push(`${csv}: not in the interface's CSV: ${line}`);
  }
  const byKey = new Map(known.rows.map((row) => [keyOf(row), row]));
  for (const row of parse(text)) {
    const found = byKey.get(keyOf(row));
    if (!found) wrong.push(`${csv}: not in the interface's JSON: ${keyOf(row)}`);
    for (const [name, cell] of Object.entries(found ? row : {})) {
      const number = typeof found[name] === "number";
      const same = number ? cell !== "" && Number(cell) === found[name] : cell === (found[name] ?? "");
      if (!same) wrong.push(`${csv}: ${name} of ${keyOf(row)} is ${cell}, and ${found[name]} in the interface`);
    }
  }
  return wrong;
}

const numberOf = (text) => text.replaceAll(",", "").replaceAll("−", "-").replace("%", "");

/** Whether shown digits are the file's number to as many places. */
function agrees(shown, exact) {
  if (exact === "") return shown === "*" || shown === "–";
  const digits = numberOf(shown);
  const places = digits.split(".")[1]?.length ?? 0;
  return Math.abs(Number(digits) - Number(exact)) <= 0.5 * 10 ** -places + 1e-9;
}

async function compare(browser, indicators) {
  const { context, page } = await open(browser, { width: 1280 });
  for (const path of indicators) {
    await check(`${path}: picture, table, CSV and interface agree, figure by figure`, async () => {
      await page.goto(path);
      const figures = await page.locator(".app-figure").evaluateAll((sections) =>
        sections.map((section) => ({
          csv: section.querySelector('a[href*=".csv"]')?.getAttribute("href"),
          columns: [...section.querySelectorAll("thead th")].map((th) => th.textContent.trim()),
          rows: [...section.querySelectorAll("tbody tr")].map((tr) =>
            [...tr.children].map((td) => ({
              text: (td.querySelector("[aria-hidden=true]:not(svg)") ?? td).textContent.trim(),
              words: td.textContent.trim(),
            })),
          ),
          picture: section.querySelector(".app-figure__picture").textContent,
        })),
      );
      const wrong = [];
      const known = await fromInterface(path.match(/^\/indicators\/([^?#]+)/)[1]);
      for (const { csv, columns, rows, picture } of figures) {
        const text = await (await fetch(url(csv))).text();
        const released = parse(text);
        wrong.push(...otherwise(csv, text, known));
        // The last row of a table may be the benchmark, which the file has as another figure.
        const own = rows.slice(0, released.length);
        if (own.length !== released.length) wrong.push(`${csv}: ${rows.length} rows shown, ${released.length} in the file`);
        const left = [...released];
        for (const row of own) {
          const number = columns.indexOf("Number");
          const alike = (r) =>
            agrees(row[1].text, r.value) &&
            (row.length < 4 || !columns[2]?.startsWith("Lower") || agrees(row[2].text, r.lower_95)) &&
            (row.length < 4 || !columns[3]?.startsWith("Upper") || agrees(row[3].text, r.upper_95));
          // Two areas may have the same value and limits: then the number tells them apart.
          const same = left.findIndex((r) => alike(r) && (number < 1 || agrees(row[number].text, r.numerator)));
          const at = same < 0 ? left.findIndex(alike) : same;
          if (at < 0) wrong.push(`${csv}: no figure in the file for ${row.map((c) => c.text).join(" | ")}`);
          else {
            const [found] = left.splice(at, 1);
            if (number > 0 && !agrees(row[number].text, found.numerator) && found.withheld_reason === "") {
              wrong.push(`${csv}: number ${row[number].text} against ${found.numerator}`);
            }
            if (found.withheld_reason !== "" && !row[1].words.includes("Hidden") && !row[1].words.includes("Not ")) {
              wrong.push(`${csv}: a withheld figure has no reason: ${row[1].words}`);
            }
          }
          const isPlotted = row[1].text === "*" || picture.includes(row[1].text);
          if (!isPlotted && !/msoa/.test(csv)) wrong.push(`${csv}: ${row[1].text} is not in the picture`);
        }
      }
      return wrong.slice(0, 8).join("\n");
    });
  }
  await context.close();
}

export const numbers = {
  title: "Numbers",
  jobs(browser, site) {
    return pieces(site.indicators, 4).map((indicators) => () => compare(browser, indicators));
  },
};
