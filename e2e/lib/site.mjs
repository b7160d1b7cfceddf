// What the site under test has: found by reading it, so that the tests hold for any workspace.
import { BASE, url } from "./browser.mjs";
import { sample } from "./shapes.mjs";

// Chapters come from one template; these have everything a chapter can have: formulas, lists, tables, long answers.
const SAMPLE = ["/methods/slope-index", "/methods/life-expectancy", "/methods/waiting-list"];

async function text(path) {
  const response = await fetch(url(path));
  return { status: response.status, body: await response.text() };
}

/** Every address of our own that a page links to, without its fragment. */
export function links(body, from) {
  const found = new Set();
  for (const [, href] of body.matchAll(/href="([^"#][^"]*)"/g)) {
    const target = new URL(href.replaceAll(/&(amp|#38);/g, "&"), url(from));
    target.hash = "";
    if (target.origin === BASE.origin) found.add(target.pathname + target.search);
  }
  return [...found];
}

// Places, comparison, data quality, definitions, changes: one of each kind and state.
const PLACES = [
  { name: "places", path: "/areas", status: 200 },
  { name: "places found", path: "/areas?q=ashfield", status: 200 },
  { name: "places not found", path: "/areas?q=atlantis", status: 200 },
  { name: "area by life course", path: "/areas/QT1-MID?view=life-course", status: 200 },
  { name: "compare", path: "/compare", status: 200 },
  { name: "compare groups", path: "/compare?indicator=smoking_prevalence&by=imd2019_quintile_england", status: 200 },
  { name: "compare one area", path: "/compare?indicator=smoking_prevalence&areas=QT1-MID", status: 400 },
  { name: "data quality", path: "/data-quality", status: 200 },
  { name: "what is not shown", path: "/withheld", status: 200 },
  { name: "definitions", path: "/definitions?q=smok", status: 200 },
  { name: "definition of an indicator", path: "/definitions/smoking_prevalence", status: 200 },
  { name: "definition of a cohort", path: "/definitions/asthma", status: 200 },
  { name: "definition of a codelist", path: "/definitions/asthma?kind=codelist", status: 200 },
  { name: "unknown definition", path: "/definitions/no_such_thing", status: 404 },
  { name: "preview of a definition", path: "/definitions/smoking_prevalence/preview", status: 200 },
  { name: "changes", path: "/changes", status: 200 },
  { name: "monitoring", path: "/monitoring", status: 200 },
  { name: "monitoring of a place", path: "/monitoring?area=QT1-MID&domain=outcomes", status: 200 },
  { name: "control chart", path: "/monitoring/smoking_prevalence?area=QT1-MID", status: 200 },
  { name: "control chart of a fifth", path: "/monitoring/smoking_prevalence?area=E54000060&group=imd2019_quintile_england.1", status: 200 },
  { name: "evaluations", path: "/evaluations", status: 200 },
  { name: "evaluation from a day on", path: "/evaluations/smoking_prevalence?area=QT1-MID&from=2025-04-01", status: 200 },
  { name: "evaluation without a day", path: "/evaluations/smoking_prevalence?from=spring", status: 400 },
  { name: "published elsewhere", path: "/indicators/smoking_prevalence/reconcile", status: 200 },
];

/** The indicators that a list shows, in its order. */
async function listed(path) {
  return [...(await text(path)).body.matchAll(/app-question__title"><a href="([^"]+)"/g)].map(([, href]) => href);
}

/** Pages that stand for every kind and state: full, withheld, empty-handed. */
export async function states() {
  const questions = await listed("/indicators?kind=counted");
  const areas = links((await text("/areas")).body, "/areas").filter((link) => /^\/areas\/[^?]+$/.test(link));
  // Hundreds of indicators have a page each: those that stand for all are walked, and the one that journeys begin with.
  const { known, made, said } = await sample(areas, text, questions[0].slice(12));
  const page = (id) => `/indicators/${id}`;
  const indicators = [...made, ...said].map(page);
  const chapters = links((await text("/methods")).body, "/methods").filter((link) => link.startsWith("/methods/"));
  const pages = [
    { name: "overview", path: "/", status: 200 },
    { name: "inequalities", path: "/inequalities", status: 200 },
    { name: "inequalities by ratio", path: "/inequalities?sort=ratio", status: 200 },
    { name: "inequalities by change in a place", path: "/inequalities?sort=change&area=QT1-MID", status: 200 },
    { name: "indicators", path: "/indicators", status: 200 },
    { name: "indicators narrowed", path: "/indicators?domain=access&q=flu", status: 200 },
    { name: "indicators that do not exist", path: "/indicators?q=smokng", status: 200 },
    { name: "core20plus5", path: "/core20plus5", status: 200 },
    { name: "core20plus5 of a place by sex", path: "/core20plus5?area=QT1-MID&by=sex", status: 200 },
    { name: "outcomes", path: "/outcomes", status: 200 },
    { name: "frameworks", path: "/framework", status: 200 },
    { name: "a framework", path: "/framework/outcomes", status: 200 },
    { name: "a small framework", path: "/framework/core20plus5-adults", status: 200 },
    { name: "mapping of frameworks", path: "/framework/mapping", status: 200 },
    { name: "coverage", path: "/framework/coverage", status: 200 },
    { name: "an ambition", path: "/line/AMB-01", status: 200 },
    { name: "a cohort on the line", path: "/line/CO-SMI", status: 200 },
    { name: "commitments", path: "/commitments", status: 200 },
    { name: "commitments narrowed to none", path: "/commitments?status=achieved&place=Broxtowe", status: 200 },
    { name: "an incomplete commitment", path: "/commitments/S-LE", status: 200 },
    { name: "a measured commitment", path: "/commitments/S-SATOD", status: 200 },
    { name: "initiatives", path: "/initiatives?place=Bassetlaw", status: 200 },
    { name: "an initiative", path: "/initiatives/CITY-01", status: 200 },
    { name: "neighbourhoods", path: "/neighbourhoods", status: 200 },
    { name: "contradictions", path: "/contradictions", status: 200 },
    { name: "reports", path: "/reports", status: 200 },
    { name: "a report about an area", path: "/reports/profile?area=QT1-MID", status: 200 },
    { name: "a report about an initiative", path: "/reports/initiative?about=CITY-01", status: 200 },
    { name: "search", path: "/search", status: 200 },
    { name: "search with findings", path: "/search?q=smoking", status: 200 },
    { name: "search without findings", path: "/search?q=hypertnesion", status: 200 },
    { name: "unknown outcome", path: "/outcomes/AMB-99", status: 404 },
    { name: "unknown filter", path: "/indicators?domain=loudest", status: 400 },
    ...made.map((id) => ({ name: `question ${id}`, path: page(id), status: 200 })),
    ...said.map((id) => ({ name: `question ${id}`, path: page(id), status: 200, alike: true })),
    ...areas.slice(0, 4).map((path) => ({ name: `area ${path.slice(7)}`, path, status: 200 })),
    { name: "methods", path: "/methods", status: 200 },
    ...chapters.map((path) => ({ name: `method ${path.slice(9)}`, path, status: 200, alike: !SAMPLE.includes(path) })),
    { name: "unknown method", path: "/methods/no-such-method", status: 404 },
    ...PLACES,
    { name: "page not found", path: "/no-such-page", status: 404 },
    { name: "unknown question", path: "/indicators/no-such-question", status: 404 },
    { name: "unknown area", path: "/areas/E99999999", status: 404 },
    { name: "malformed area", path: "/areas/not-a-code", status: 400 },
    { name: "unknown parameter", path: "/inequalities?colour=blue", status: 400 },
    { name: "invalid choice", path: "/inequalities?sort=loudest", status: 400 },
  ];
  // A small area, where figures are withheld.
  const district = areas.findLast((path) => path.startsWith("/areas/E07"));
  if (district) {
    const inside = links((await text(district)).body, district).filter((link) => /^\/areas\/E02/.test(link));
    for (const path of inside) {
      if ((await text(path)).body.includes("app-withheld")) {
        pages.push({ name: `small area with withheld figures ${path.slice(7)}`, path, status: 200 });
        break;
      }
    }
  }
  for (const path of indicators) {
    const body = (await text(path)).body;
    if (body.includes("app-withheld")) {
      pages.push({ name: `withheld figures ${path.slice(12)}`, path, status: 200, withheld: true });
      break;
    }
  }
  return { pages, indicators, questions, areas, chapters, known };
}
