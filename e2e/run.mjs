// The site as a person meets it. BASE_URL names a running site of made-up people; nothing outside it is asked.
//
//   npm ci && BASE_URL=http://127.0.0.1:8080 npm test
import { mkdirSync } from "node:fs";
import { launch } from "./lib/browser.mjs";
import { close } from "./lib/checks.mjs";
import { states } from "./lib/site.mjs";
import { everyState } from "./tests/states.mjs";
import { journeys } from "./tests/journeys.mjs";
import { keyboard } from "./tests/keyboard.mjs";
import { markup } from "./tests/markup.mjs";
import { numbers } from "./tests/numbers.mjs";
import { weight } from "./tests/weight.mjs";

mkdirSync(new URL("shots/", import.meta.url), { recursive: true });
const browser = await launch();
try {
  const site = await states();
  console.log(`${site.pages.length} pages and states, ${site.indicators.length} of ${site.known} indicators\n`);
  for (const test of [markup, everyState, journeys, keyboard, numbers, weight]) {
    console.log(`${test.title}`);
    await test.run(browser, site);
  }
} finally {
  await browser.close();
}
close();
