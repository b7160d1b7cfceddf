// Every page is valid HTML, and every address it links to answers.
import { HtmlValidate } from "html-validate";
import { url } from "../lib/browser.mjs";
import { check } from "../lib/checks.mjs";
import { links } from "../lib/site.mjs";

const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: {
    // NHS.UK frontend leaves out a type that has a default, and gives landmarks their roles for older readers.
    "no-redundant-role": "off",
    // Tables scroll in a region that the keyboard can reach, as the accessibility rule asks.
    "no-implicit-input-type": "error",
    "prefer-native-element": "off",
    "long-title": "off",
    "no-trailing-whitespace": "off",
    "tel-non-breaking": "off",
  },
});

const addresses = new Set();

async function validate({ name, path, status }) {
  await check(`${name}: valid HTML, status ${status}`, async () => {
    const response = await fetch(url(path));
    const body = await response.text();
    links(body, path).forEach((link) => addresses.add(link));
    if (response.status !== status) return `status ${response.status}`;
    const report = await validator.validateString(body, path);
    return report.results
      .flatMap((result) => result.messages)
      .slice(0, 5)
      .map((m) => `line ${m.line}: ${m.message} (${m.ruleId})`)
      .join("\n");
  });
}

export const markup = {
  title: "Markup and links",
  jobs(_browser, site) {
    return site.pages.map((state) => () => validate(state));
  },
  /** Once every page has been read for its links. */
  async after() {
    await check(`each of the ${addresses.size} addresses they link to answers`, async () => {
      const broken = [];
      for (const address of addresses) {
        const response = await fetch(url(address));
        await response.arrayBuffer();
        if (response.status !== 200) broken.push(`${response.status} ${address}`);
      }
      return broken.join("\n");
    });
  },
};
