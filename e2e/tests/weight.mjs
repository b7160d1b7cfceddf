// The first view of each page over the wire, compressed, with everything it asks for.
import { open } from "../lib/browser.mjs";
import { check } from "../lib/checks.mjs";

const MOST_BYTES = 150 * 1024;

export const weight = {
  title: "Weight of the first view",
  async run(browser, site) {
    for (const { name, path, status } of site.pages) {
      if (status !== 200) continue;
      const { context, page } = await open(browser, { width: 1280 });
      const session = await context.newCDPSession(page);
      await session.send("Network.enable");
      let bytes = 0;
      session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
      await page.goto(path, { waitUntil: "networkidle" });
      await check(`${name}: ${Math.ceil(bytes / 1024)} KiB of 150`, () =>
        bytes > 0 && bytes <= MOST_BYTES ? "" : `${bytes} bytes`,
      );
      await context.close();
    }
  },
};
