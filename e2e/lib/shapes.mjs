// Which indicators stand for all: few enough to walk, and every shape of page among them.
import { parse } from "./csv.mjs";

const distinct = (rows, of) => [...new Set(rows.map(of))].sort().join("+");

/** What decides how an indicator's page is made up, and what only changes words and numbers in it; read from its figures. */
function traits(rows) {
  const periods = new Set(rows.map((row) => row.period)).size;
  return {
    made: {
      family: distinct(rows, (row) => row.family),
      statistics: distinct(rows, (row) => row.statistic),
      breakdowns: distinct(rows, (row) => [row.dimension_1, row.dimension_2].filter(Boolean).join(" by ")),
      periods: periods > 3 ? "many" : String(periods),
      everyone: rows.find((row) => row.dimension_1 === "")?.withheld_reason ?? "none",
      ...Object.fromEntries(rows.map((row) => [`withheld ${row.withheld_reason}`, "yes"])),
    },
    said: {
      class: rows[0].class,
      unit: distinct(rows, (row) => row.unit),
      kind: distinct(rows, (row) => row.period_kind),
    },
  };
}

/** Every indicator with figures of these areas, by id, with its traits; the first area that has any speaks for it. */
async function shapes(areas, text) {
  const known = new Map();
  for (const area of areas) {
    const here = new Map();
    for (const row of parse((await text(`${area}.csv`)).body)) {
      if (!here.has(row.indicator_id)) here.set(row.indicator_id, []);
      here.get(row.indicator_id).push(row);
    }
    for (const [id, rows] of here) if (!known.has(id)) known.set(id, traits(rows));
  }
  return [...known].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Adds to the chosen ids the fewest with which each value of each trait is shown by one of them. */
function cover(all, of, chosen) {
  const values = (traits) => Object.entries(of(traits)).map(([trait, value]) => `${trait}: ${value}`);
  const seen = new Set(all.filter(([id]) => chosen.includes(id)).flatMap(([, traits]) => values(traits)));
  for (;;) {
    let best = { news: 0 };
    for (const [id, traits] of all) {
      const news = values(traits).filter((value) => !seen.has(value));
      if (news.length > best.news) best = { id, news: news.length, values: news };
    }
    if (best.news === 0) return chosen;
    chosen.push(best.id);
    best.values.forEach((value) => seen.add(value));
  }
}

/** How many indicators there are, ids that show every way a page is made up, and ids that add what only words differ in. */
export async function sample(areas, text, first) {
  const all = await shapes(areas, text);
  const made = cover(all, (traits) => traits.made, [first]);
  const both = cover(all, (traits) => traits.said, [...made]);
  return { known: all.length, made, said: both.slice(made.length) };
}
