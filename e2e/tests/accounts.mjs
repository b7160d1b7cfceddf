// The site with accounts, as people meet it who have just been invited: from the invitation to the first page, with a
// password and codes made here, with scripts and without; a record of the plans that one of them changes and takes back; and
// a release that one proposes on the command line and another checks in the browser. ACCOUNTS_URL names the site,
// ACCOUNTS_WORKSPACE its folder, COMMONWEAL the program, ACCOUNTS_ADMIN_CODE and ACCOUNTS_IG_CODE two invitations that
// nobody has accepted.
import { execFile } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import { open } from "../lib/browser.mjs";
import { check } from "../lib/checks.mjs";

const WIDTHS = [320, 1280];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// The smallest side of what can be pressed, by WCAG 2.5.8.
const LEAST = 24;

/** The bytes of a key as an app is told it. */
function base32(text) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text.replaceAll(/\s/g, "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** The code of a step of thirty seconds: RFC 6238. */
function codeOf(key, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", base32(key)).update(counter).digest();
  const word = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(word % 1_000_000).padStart(6, "0");
}

/** An app that makes codes. A code works once, so it waits for the next where it has shown the present one. */
class App {
  #shown = 0;

  constructor(key) {
    this.key = key;
  }

  async code() {
    let step = Math.floor(Date.now() / 30_000);
    if (step <= this.#shown) {
      await new Promise((resolve) => setTimeout(resolve, (this.#shown + 1) * 30_000 - Date.now() + 200));
      step = this.#shown + 1;
    }
    this.#shown = step;
    return codeOf(this.key, step);
  }
}

const button = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });
const heading = (page) => page.locator("h1").innerText();

/** What is wrong with a page: axe, sideways scroll, small targets, what left the site. Without scripts the page is asked from
 * outside, and axe, which is a script, stays away. */
async function faults(page, record, scripts) {
  const found = [];
  if (scripts) {
    const axe = new AxeBuilder({ page }).withTags(TAGS).options({ resultTypes: ["violations"] }).setLegacyMode(true);
    const report = await axe.analyze();
    found.push(...report.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")}`));
  }
  const scroll = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (scroll > 0) found.push(`the page scrolls ${scroll} px sideways`);
  const small = await page.evaluate((least) => {
    // A link within a sentence may be as high as its line (2.5.8, inline).
    const stands = (element) => !(element.matches("a") && element.closest("p, li, td, th, dd"));
    // A round or square button is pressed by its label too, which lies on it.
    const pressed = [...document.querySelectorAll("button, select, textarea, input:not([type=hidden]), a")].filter(stands);
    const size = (element) => {
      const boxes = [element, ...(element.labels ?? [])].map((part) => part.getBoundingClientRect());
      return { width: Math.max(...boxes.map((b) => b.width)), height: Math.max(...boxes.map((b) => b.height)) };
    };
    return pressed
      .map((element) => ({ name: element.id || element.textContent.trim(), ...size(element) }))
      .filter(({ width, height }) => width > 1 && height > 1 && (width < least || height < least))
      .map(({ name, width, height }) => `${name} is ${width.toFixed(0)} by ${height.toFixed(0)} px`);
  }, LEAST);
  found.push(...small, ...record.problems, ...record.outside.map((url) => `${url} is another site`));
  record.problems.length = 0;
  return found;
}

/** Judges a page that stands open. */
async function judge(page, record, scripts, what) {
  await check(`${what}: nothing is wrong with the page`, async () => {
    const found = await faults(page, record, scripts);
    // As in the walk of all states: a picture where something is wrong, or where SHOTS asks for one of each page.
    if (found.length > 0 || process.env.SHOTS) await page.screenshot({ path: `shots/accounts-${what.replaceAll(/[^\w]+/g, "-")}.png`, fullPage: true });
    return found.join("\n");
  });
}

/** From the code of an invitation to the recovery codes, with each page judged. */
async function accept({ page, record }, scripts, person, how) {
  await page.goto("/invitation");
  await judge(page, record, scripts, `the invitation ${how}`);
  await check(`a wrong code is said to be wrong, first and beside the field, ${how}`, async () => {
    await page.locator("#invitation-code").fill("AAAA-BBBB-CCCC");
    await button(page, "Continue").click();
    if (!(await page.title()).startsWith("Error:")) return `the title is ${await page.title()}`;
    const link = page.locator(".nhsuk-error-summary a");
    if ((await link.getAttribute("href")) !== "#invitation-code") return "the summary leads to no field";
    if (scripts && !(await page.locator(".nhsuk-error-summary").evaluate((e) => e.contains(document.activeElement)))) {
      return "the summary has no focus";
    }
    return (await page.locator("#invitation-code").inputValue()) === "AAAA-BBBB-CCCC" ? "" : "what was typed is gone";
  });
  await judge(page, record, scripts, `the invitation refused ${how}`);
  await check(`an invitation leads to a password, an app and recovery codes, ${how}`, async () => {
    await page.locator("#invitation-code").fill(person.code);
    await button(page, "Continue").click();
    if ((await heading(page)) !== "Choose a password") return `the code leads to: ${await heading(page)}`;
    await page.locator("#password-password").fill(person.password);
    await page.locator("#password-again").fill(person.password);
    await button(page, "Continue").click();
    if (!(await page.locator(".app-qr svg").isVisible())) return `no picture for the app: ${await heading(page)}`;
    person.app = new App(await page.locator(".app-codes code").first().innerText());
    return "";
  });
  await judge(page, record, scripts, `the app ${how}`);
  await check(`the first code of the app ends in recovery codes, ${how}`, async () => {
    await page.locator("#factor-code").fill(await person.app.code());
    await button(page, "Continue").click();
    person.recovery = await page.locator(".app-codes code").allInnerTexts();
    return person.recovery.length >= 8 ? "" : `${person.recovery.length} recovery codes: ${await heading(page)}`;
  });
  await judge(page, record, scripts, `the recovery codes ${how}`);
}

/** Signs in and chooses the only role that there is, for a purpose. */
async function signIn({ page, record }, scripts, person, purpose, how, recovery) {
  await check(`a name, a password and a ${recovery ? "recovery code" : "code of the app"} open the site, ${how}`, async () => {
    await page.goto("/account");
    if (new URL(page.url()).pathname !== "/sign-in") return `a stranger is at ${page.url()}`;
    await page.locator("#sign-in-user").fill(person.user);
    await page.locator("#sign-in-password").fill(person.password);
    await button(page, "Continue").click();
    if (recovery) {
      await page.getByRole("link", { name: /recovery code/ }).click();
      await page.locator("#code-code").fill(recovery);
      await button(page, "Continue").click();
      await page.getByRole("main").getByRole("link", { name: "Choose a role and a purpose" }).click();
    } else {
      await page.locator("#code-code").fill(await person.app.code());
      await button(page, "Continue").click();
    }
    return (await heading(page)) === "Choose a role and a purpose" ? "" : `the code leads to: ${await heading(page)}`;
  });
  await judge(page, record, scripts, `the choice of a purpose ${how}${recovery ? " by recovery code" : ""}`);
  await check(`the choice leads back to the page that was asked for, and stands above it, ${how}`, async () => {
    await page.getByRole("radio", { name: new RegExp(`for ${purpose}`) }).check();
    await button(page, "Continue").click();
    if (new URL(page.url()).pathname !== "/account") return `the choice leads to ${page.url()}`;
    const bar = await page.locator(".app-who").innerText();
    return bar.includes(person.name) && bar.includes(`for ${purpose}`) && /ends at \d\d:\d\d UTC/.test(bar) ? "" : bar;
  });
}

/** Every page of a person, at both widths, with scripts and without, in the session that there is. */
async function pages(browser, base, state, paths, who) {
  for (const width of WIDTHS) {
    for (const scripts of [true, false]) {
      const { context, page, record } = await open(browser, { width, scripts, base, options: { storageState: state } });
      for (const path of paths) {
        const response = await page.goto(path);
        const how = `${path} for ${who} at ${width} px, scripts ${scripts ? "on" : "off"}`;
        await check(`${how}: it opens, and says who is signed in`, async () => {
          const bar = await page.locator(".app-who").count();
          return response.status() === 200 && bar === 1 && (await page.locator("h1").count()) === 1 ? "" : `status ${response.status()}`;
        });
        await judge(page, record, scripts, how);
      }
      await context.close();
    }
  }
}

/** Two browsers edit one record; the second chooses, and nothing is lost. */
async function conflict(one, two, path) {
  await check("two browsers edit one record: the second sees what changed, keeps its words, and chooses", async () => {
    await one.page.goto(path);
    await two.page.goto(path);
    const name = await one.page.locator("#edit-name").inputValue();
    await one.page.locator("#edit-name").fill(`${name} the First`);
    await button(one.page, "Save").click();
    if (!(await one.page.getByRole("status").innerText()).includes("Saved")) return "the first was not saved";
    await two.page.locator("#edit-name").fill(`${name} the Second`);
    await button(two.page, "Save").click();
    if (!/Somebody else changed this/.test(await heading(two.page))) return `the second sees: ${await heading(two.page)}`;
    const table = await two.page.locator("table").innerText();
    for (const words of ["the First", "the Second"]) if (!table.includes(words)) return `the table does not say ${words}`;
    return "";
  });
  await judge(two.page, two.record, true, "the page of the conflict");
  await check("taking theirs for a field keeps theirs", async () => {
    await two.page.getByRole("radio", { name: /^Take theirs/ }).check();
    await button(two.page, "Save this").click();
    if (!(await two.page.getByRole("status").innerText()).includes("the First")) return "theirs was not saved";
    return "";
  });
}

async function signOut({ page, record }, scripts, how) {
  await check(`signing out ends the session and says so, ${how}`, async () => {
    await page.locator(".app-who").getByRole("button", { name: "Sign out" }).click();
    if ((await heading(page)) !== "You are signed out") return await heading(page);
    await page.goto("/account");
    return new URL(page.url()).pathname === "/sign-in" ? "" : `still at ${page.url()}`;
  });
  await judge(page, record, scripts, `signed out ${how}`);
}

/** Somebody who looks after the audit, on a telephone without scripts. */
async function governance(browser, base, ian) {
  const how = "at 320 px, scripts off";
  const visit = await open(browser, { width: 320, scripts: false, base });
  await accept(visit, false, ian, how);
  await signIn(visit, false, ian, "Audit", how);
  await check(`the audit tells what happened, as sentences, ${how}`, async () => {
    await visit.page.goto("/audit");
    const said = await visit.page.getByRole("main").innerText();
    return said.includes(`${ian.name}: Signed in`) ? "" : said.slice(0, 500);
  });
  await check(`the audit is verified by a button, ${how}`, async () => {
    await visit.page.goto("/audit/verify");
    await button(visit.page, "Verify now").click();
    const said = await visit.page.getByRole("main").innerText();
    return said.includes("the audit is whole") ? "" : said;
  });
  const state = await visit.context.storageState();
  await pages(browser, base, state, ["/audit", "/audit?denied=yes", "/audit/verify", "/account"], "who looks after the audit");
  await check(`administration is not there for them, ${how}`, async () => {
    const response = await visit.page.goto("/admin");
    return response.status() === 404 ? "" : `status ${response.status()}`;
  });
  await signOut(visit, false, how);
  await visit.context.close();
}

/** Somebody who runs it, with scripts, in two browsers. */
async function administrator(browser, base, ada) {
  const how = "at 1280 px, scripts on";
  const visit = await open(browser, { width: 1280, base });
  await accept(visit, true, ada, how);
  await signIn(visit, true, ada, "Operation", how);
  const { page } = visit;
  await check(`the organisations of the plans are taken over by a button, ${how}`, async () => {
    await page.goto("/admin/organisations");
    if (await button(page, "Take over those that the plans name").count()) {
      await button(page, "Take over those that the plans name").click();
    }
    return (await page.locator("tbody tr").count()) > 50 ? "" : "no organisations";
  });
  await page.goto("/admin/organisations");
  const organisation = await page.locator("tbody a").first().getAttribute("href");
  await page.goto("/admin/accounts");
  const account = await page.locator("tbody a").first().getAttribute("href");
  const second = await open(browser, { width: 320, base });
  await signIn(second, true, ada, "Operation", "at 320 px, scripts on", ada.recovery[0]);
  await conflict(visit, second, organisation);
  const paths = [
    "/admin", "/admin/accounts", "/admin/accounts/new", account, "/admin/service-accounts", "/admin/service-accounts/new",
    "/admin/organisations", organisation, "/admin/owners", "/admin/agreements", "/admin/agreements/new", "/admin/retention",
    "/admin/system", "/account", "/account/password", "/account/factor", "/sign-in/purpose", "/", "/boards",
  ];
  await pages(browser, base, await visit.context.storageState(), paths, "who runs it");
  await signOut(visit, true, how);
  await signOut(second, true, "at 320 px, scripts on");
  await visit.context.close();
  await second.context.close();
}

const run = promisify(execFile);

/** The program, in the folder of the site; what it printed. */
async function command(...words) {
  const { COMMONWEAL, ACCOUNTS_WORKSPACE } = process.env;
  const said = await run(COMMONWEAL, [...words, "--dir", ACCOUNTS_WORKSPACE], { maxBuffer: 64 << 20 });
  return said.stdout;
}

/** Somebody invited on the command line. */
async function invited(user, name, grant) {
  const printed = await command("user", "add", user, "--name", name, ...grant);
  const password = `walk ${randomBytes(12).toString("hex")}`;
  return { user, name, password, code: printed.match(/^Invitation code: (.+)$/m)[1].trim() };
}

/** Asks a page again and again until its words are there, or are gone, for half a minute. */
async function until(page, path, words, there = true) {
  for (let tries = 0; tries < 30; tries += 1) {
    await page.goto(path);
    if ((await page.locator("body").innerText()).includes(words) === there) return "";
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return `${path} ${there ? "does not say" : "still says"}: ${words}`;
}

/** One account proposes on the command line; another reads the report in the browser, releases, and takes back. */
async function releases(browser, base) {
  const analyst = ["--role", "analyst", "--scope", "project:flow", "--until", "2999-12-31"];
  const ann = await invited("ann@example.org", "Ann Example", analyst);
  const olive = await invited("olive@example.org", "Olive Example", ["--role", "output-checker", "--scope", "system"]);
  const narrow = await open(browser, { width: 320, scripts: false, base });
  const wide = await open(browser, { width: 1280, base });
  await accept(narrow, false, ann, "as an analyst at 320 px, scripts off");
  await accept(wide, true, olive, "as an output checker at 1280 px, scripts on");

  let id = "";
  await check("an analyst proposes a release on the command line, under their own account", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "walk-")), "password");
    writeFileSync(file, `${ann.password}\n`, { mode: 0o600 });
    const proof = ["--account", ann.user, "--password-file", file, "--code", await ann.app.code()];
    const said = JSON.parse(await command("release", "propose", "--months", "1", "--json", ...proof));
    id = said.release.release;
    return said.release.state === "proposed" && said.report.claims.length === 0 ? "" : JSON.stringify(said.report.claims);
  });
  const release = `/releases/${id}`;

  const small = "at 320 px, scripts off";
  await signIn(narrow, false, ann, "Planning", small);
  await check(`whoever proposed it reads the report, and finds no button that releases it, ${small}`, async () => {
    await narrow.page.goto(release);
    if (await button(narrow.page, "Release these figures").count()) return "there is the button";
    const said = await narrow.page.getByRole("main").innerText();
    return said.includes("Somebody else has to check it") ? "" : said.slice(0, 500);
  });
  await pages(browser, base, await narrow.context.storageState(), ["/releases", release], "the analyst");

  const large = "at 1280 px, scripts on";
  await signIn(wide, true, olive, "Release of results", large);
  const { page, record } = wide;
  const figures = `${release}/figures`;
  await pages(
    browser,
    base,
    await wide.context.storageState(),
    ["/releases", release, figures, `${figures}?areas=icb&only=changed`, `${figures}?q=atlantis`],
    "the output checker",
  );
  await check(`what waits is first, and leads to the report, ${large}`, async () => {
    await page.goto("/releases");
    await page.getByRole("main").getByRole("link", { name: id }).first().click();
    return new URL(page.url()).pathname === release ? "" : page.url();
  });
  await check(`a release without a remark is refused beside its field, ${large}`, async () => {
    await button(page, "Release these figures").click();
    if (!(await page.title()).startsWith("Error:")) return await page.title();
    const link = await page.locator(".nhsuk-error-summary a").getAttribute("href");
    return link === "#approve-remark" ? "" : `the summary leads to ${link}`;
  });
  await judge(page, record, true, `the refused approval ${large}`);
  await check(`another account releases what was proposed, ${large}`, async () => {
    await page.locator("#approve-remark").fill("Compared with the release before");
    await button(page, "Release these figures").click();
    const said = await page.getByRole("status").innerText();
    return said.includes(`Released: ${id}`) ? "" : said;
  });
  await judge(page, record, true, `the released report ${large}`);
  await check("the site shows the release by itself, with its id at the foot of the page", () => until(page, "/", `Release ${id}`));
  await check(`it is withdrawn with a reason that everybody reads, ${large}`, async () => {
    await page.goto(`${release}/withdraw`);
    await page.locator("#withdraw-reason").fill("One practice was counted twice");
    await button(page, "Withdraw this release").click();
    if (new URL(page.url()).pathname !== "/releases") return page.url();
    return await until(page, "/", "were withdrawn on");
  });
  await pages(browser, base, await wide.context.storageState(), ["/", "/releases", `${release}/withdraw`], "the checker afterwards");
  await signOut(narrow, false, small);
  await signOut(wide, true, large);
  await narrow.context.close();
  await wide.context.close();
}

/** A member of a board answers for a commitment, on a telephone without scripts, and takes it back. */
async function plans(browser, base) {
  const how = "at 320 px, scripts off";
  const bea = await invited("bea@example.org", "Bea Example", ["--role", "board", "--scope", "system"]);
  const visit = await open(browser, { width: 320, scripts: false, base });
  await accept(visit, false, bea, how);
  await signIn(visit, false, bea, "Planning", how);
  const { page, record } = visit;
  const shown = "/commitments/H-CAN75";
  const words = "Counted from the first of April";
  await check(`a commitment's page leads to its form, ${how}`, async () => {
    await page.goto(shown);
    await page.getByRole("main").getByRole("link", { name: "Change this" }).click();
    return new URL(page.url()).pathname === "/plan/commitment/H-CAN75" ? "" : page.url();
  });
  await judge(page, record, false, `the form of a commitment ${how}`);
  await check(`an answer that is half given is refused beside its field, with what was typed, ${how}`, async () => {
    await page.locator("#record-note").fill(words);
    await page.locator("#record-report").selectOption("done");
    await button(page, "Save").click();
    if (!(await page.title()).startsWith("Error:")) return await page.title();
    return (await page.locator("#record-note").inputValue()) === words ? "" : "what was typed is gone";
  });
  await judge(page, record, false, `the refused form ${how}`);
  await check(`it is saved with who said it, and the public page says it too, ${how}`, async () => {
    await page.locator("#record-report").selectOption("");
    await page.locator("#record-why").fill("agreed by the board");
    await button(page, "Save").click();
    const status = await page.getByRole("status").innerText();
    if (!status.includes("Saved as version 1")) return status;
    if (!(await page.getByRole("main").innerText()).includes(bea.name)) return "nobody is named";
    return await until(page, shown, words);
  });
  await judge(page, record, false, `the changed commitment ${how}`);
  await check(`what was there before comes back by one button, ${how}`, async () => {
    await page.goto("/plan/commitment/H-CAN75/history");
    await page.getByRole("main").getByRole("button", { name: /^Go back to/ }).first().click();
    const status = await page.getByRole("status").innerText();
    if (!status.includes("Saved as version 2")) return status;
    return await until(page, shown, words, false);
  });
  const paths = [
    "/plan", "/plan?q=cancer", "/plan/commitment/H-CAN75", "/plan/commitment/H-CAN75/history", "/plan/initiative/MID-05",
    "/plan/initiative/new", "/plan/part/AMB-01", shown, "/initiatives/MID-05",
  ];
  await pages(browser, base, await visit.context.storageState(), paths, "a member of a board");
  await signOut(visit, false, how);
  await visit.context.close();
}

export const accounts = {
  title: "The site with accounts",
  async run(browser) {
    const { ACCOUNTS_URL, ACCOUNTS_ADMIN_CODE, ACCOUNTS_IG_CODE, ACCOUNTS_WORKSPACE, COMMONWEAL } = process.env;
    if (!ACCOUNTS_URL || !ACCOUNTS_ADMIN_CODE || !ACCOUNTS_IG_CODE || !ACCOUNTS_WORKSPACE || !COMMONWEAL) {
      await check("a site with accounts is there to be visited", () => "ACCOUNTS_URL, its folder, the program and the two invitations are not set");
      return;
    }
    const base = new URL(ACCOUNTS_URL);
    const password = () => `walk ${randomBytes(12).toString("hex")}`;
    const ian = { user: "ian@example.org", name: "Ian Example", code: ACCOUNTS_IG_CODE, password: password() };
    const ada = { user: "ada@example.org", name: "Ada Example", code: ACCOUNTS_ADMIN_CODE, password: password() };
    for (const width of WIDTHS) {
      for (const scripts of [true, false]) {
        const { context, page, record } = await open(browser, { width, scripts, base });
        for (const path of ["/sign-in", "/invitation", "/sign-out/done", "/boards"]) {
          await page.goto(path);
          await judge(page, record, scripts, `${path} for a stranger at ${width} px, scripts ${scripts ? "on" : "off"}`);
        }
        await context.close();
      }
    }
    await governance(browser, base, ian);
    await administrator(browser, base, ada);
    await plans(browser, base);
    await releases(browser, base);
  },
};
