// The first view of each page over the wire, compressed, with everything it asks for.
import { open } from "../lib/browser.mjs";
import { check } from "../lib/checks.mjs";

const MOST_BYTES = 150 * 1024;

/** A context of its own, so that nothing has been kept from another page. */
async function weigh(browser, { name, path }) {
  const { context, page } = await open(browser, { width: 1280 });
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await page.goto(path, { waitUntil: "networkidle" });
  await check(`the first view of ${name}: ${Math.ceil(bytes / 1024)} KiB of 150`, () =>
    bytes > 0 && bytes <= MOST_BYTES ? "" : `${bytes} bytes`,
  );
  await context.close();
}

export const weight = {
  title: "Weight of the first view",
  jobs(browser, site) {
    return site.pages.filter(({ status }) => status === 200).map((state) => () => weigh(browser, state));
  },
};
