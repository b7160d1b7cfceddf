// The site as a person meets it. BASE_URL names a running site of made-up people; nothing outside it is asked.
//
//   npm ci && BASE_URL=http://127.0.0.1:8080 npm test
import { mkdirSync } from "node:fs";
import { launch } from "./lib/browser.mjs";
import { close } from "./lib/checks.mjs";
import { inLanes } from "./lib/lanes.mjs";
import { states } from "./lib/site.mjs";
import { accounts } from "./tests/accounts.mjs";
import { everyState } from "./tests/states.mjs";
import { journeys } from "./tests/journeys.mjs";
import { keyboard } from "./tests/keyboard.mjs";
import { markup } from "./tests/markup.mjs";
import { numbers } from "./tests/numbers.mjs";
import { weight } from "./tests/weight.mjs";
import { withheld } from "./tests/withheld.mjs";

mkdirSync(new URL("shots/", import.meta.url), { recursive: true });
const browser = await launch();
try {
  const site = await states();
  console.log(`${site.pages.length} pages and states, ${site.indicators.length} of ${site.known} indicators`);
  // The longest first, so that lanes end at about the same time. What waits for the site or for the browser leaves the
  // machine to the others.
  const tests = [everyState, numbers, journeys, keyboard, withheld, weight, markup];
  const jobs = tests.map((test) => test.jobs(browser, site));
  tests.forEach((test, at) => console.log(`  ${test.title}: ${jobs[at].length} jobs`));
  await inLanes(jobs.flat());
  for (const test of tests) await test.after?.();
  // The site with accounts: one person after the other, because a code works once.
  console.log(`  ${accounts.title}`);
  await accounts.run(browser, site);
} finally {
  await browser.close();
}
close();
