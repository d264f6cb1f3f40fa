#!/usr/bin/env node
// The pictures of README and docs: one of a report, the others of the served page, from real runs.
//
//   node scripts/take-pictures.mjs [FOLDER [COUNTERSCORE]]      default: docs, build/counterscore
//
// Needs Debian's chromium (or CHROMIUM=path) and `npm ci` in web/, as scripts/install-deps --tests brings.
// Look at each picture before it is kept.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const folder = resolve(process.argv[2] ?? "docs"), program = resolve(process.argv[3] ?? "build/counterscore");
const scratch = mkdtempSync(join(tmpdir(), "pictures-"));
const PERSONS = 50_000, WAIT = 120_000;

// A page of the browser in which nothing moves.
const open = async (browser, address, width, colorScheme = "light") => {
  const page = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme, reducedMotion: "reduce" });
  await page.goto(address, { waitUntil: "load" });
  return page;
};

async function ofReport(browser) {
  const results = join(scratch, "results.db"), report = join(scratch, "report.html");
  execFileSync(program, ["compare", "city-points", "--persons", "100000", "-o", results, "--quiet"], { stdio: "ignore" });
  execFileSync(program, ["report", results, "-o", report], { stdio: "ignore" });
  const page = await open(browser, pathToFileURL(report).href, 1400);
  await page.waitForTimeout(500);
  const card = await page.locator("#who .card").first().boundingBox();
  await page.screenshot({ path: join(folder, "report.png"), fullPage: true,
    clip: { x: 300, y: 80, width: 1060, height: (card ? card.y + card.height + 24 : 1540) - 80 } });
}

// The words beside Run say so.
const said = (page, words) => page.waitForFunction(
  (begin) => new RegExp(`^(${begin})`).test(document.getElementById("progress-words")?.textContent ?? ""), words, { timeout: WAIT });

// All replicates are in: at once for a regime as published, else after a quick look and Run.
async function ran(page) {
  await said(page, "\\d+ replicates? of|Quick look: about");
  if (/^Quick/.test(await page.locator("#progress-words").textContent())) {
    await page.locator("#run").click();
    await said(page, "\\d+ replicates? of");
  }
}

// Take part `where` of the served page, once `ready(page)` says that it is there.
async function ofPart(browser, address, name, { hash, width = 1400, scheme, where, height, ready = ran }) {
  const page = await open(browser, `${address}#${hash}`, width, scheme);
  await ready(page);
  await page.waitForTimeout(1500);
  const path = join(folder, name);
  if (where) await page.locator(where).first().screenshot({ path });
  else {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(300);
    await page.screenshot({ path });
  }
  await page.context().close();
  console.log(path);
}

const server = spawn(program, ["serve"], { stdio: ["ignore", "pipe", "inherit"] });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  mkdirSync(folder, { recursive: true });
  const address = await new Promise((done, fail) => {
    server.stdout.on("data", (said) => { const found = /http:\S+/.exec(said); if (found) done(found[0]); });
    server.on("exit", () => fail(new Error("counterscore serve did not say its address")));
  });
  const city = `city-points&persons=${PERSONS}`;
  await ofReport(browser);
  await ofPart(browser, address, "explorer.png", { hash: `${city}&heard`, height: 1500 });
  await ofPart(browser, address, "explorer-dark.png", { hash: city, scheme: "dark", height: 1500 });
  await ofPart(browser, address, "explorer-390.png", { hash: city, width: 390, height: 1600 });
  await ofPart(browser, address, "flow.png", { hash: city, where: "#flow" });
  await ofPart(browser, address, "person.png", { hash: `platform-credit&persons=20000`, where: "#person", ready: async (page) => {
    await ran(page);
    const kinds = page.locator("#person select").first();
    await kinds.waitFor({ timeout: WAIT });
    for (const kind of ["false_record", "wrong_person", "stale"])
      if (await kinds.locator(`option[value="${kind}"]`).count()) { await kinds.selectOption(kind); break; }
  } });
  await ofPart(browser, address, "story.png", { hash: "story=1", where: "#story",
    ready: (page) => page.waitForSelector("#story svg, #story canvas", { timeout: WAIT }) });
  await ofPart(browser, address, "editor.png", { hash: city, where: "#editor", ready: async (page) => {
    await ran(page);
    await page.locator("#editor summary").first().click();
  } });
} finally {
  await browser.close();
  server.kill();
  rmSync(scratch, { recursive: true, force: true });
}
