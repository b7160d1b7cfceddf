// A browser, the site, and the one way in which the tests open pages.
import { chromium } from "playwright-core";

export const BASE = new URL(process.env.BASE_URL ?? "http://127.0.0.1:8080");
export const WIDTHS = [320, 768, 1280];

/** Debian's Chromium. It asks nothing of the network by itself. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A new page of a width, with or without scripts, of this site or another of ours (`base`, a URL), that records what it asks
 * for and what goes wrong. */
export async function open(browser, { width, scripts = true, base = BASE, options = {} }) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled: scripts,
    baseURL: base.href,
    ...options,
  });
  // Lanes share the cores with whatever else the machine does.
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const record = { outside: [], problems: [] };
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== base.origin && url.protocol !== "data:") record.outside.push(url.href);
  });
  page.on("pageerror", (error) => record.problems.push(String(error)));
  page.on("console", (message) => {
    // The browser itself reports the status of an error page; the rest is ours.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      record.problems.push(message.text());
    }
  });
  return { context, page, record };
}

export function url(path) {
  return new URL(path, BASE).href;
}
