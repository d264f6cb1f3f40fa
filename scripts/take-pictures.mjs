#!/usr/bin/env node
// The pictures of README and docs: one of a report, the others of the served page, from real runs.
//
//   node scripts/take-pictures.mjs [FOLDER [COUNTERSCORE]]      default: docs, build/counterscore
//
// Needs Debian's chromium (or CHROMIUM=path) and `npm ci` in web/, as scripts/install-deps --tests brings.
// Look at each picture before it is kept.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { comes, open } from "../tests/web/browser.mjs";
import { ran as finished, serving, settled } from "../tests/web/served.mjs";

const folder = resolve(process.argv[2] ?? "docs");
const PERSONS = 50_000;

async function ofReport({ browser, program, scratch }) {
  const results = join(scratch, "results.db"), report = join(scratch, "report.html");
  execFileSync(program, ["compare", "city-points", "--persons", "100000", "-o", results, "--quiet"], { stdio: "ignore" });
  execFileSync(program, ["report", results, "-o", report], { stdio: "ignore" });
  const { page } = await open(browser, pathToFileURL(report).href);
  const card = await page.locator("#who .card").first().boundingBox();
  await page.screenshot({ path: join(folder, "report.png"), fullPage: true,
    clip: { x: 300, y: 80, width: 1060, height: (card ? card.y + card.height + 24 : 1540) - 80 } });
}

// All replicates are in: at once for a regime as published, else after a quick look and Run.
async function ran(page) {
  if (/^Quick/.test(await settled(page))) {
    await page.locator("#run").click();
    await finished(page);
  }
}

// Take part `where` of the served page, once `ready(page)` says that it is there.
async function ofPart(served, name, { hash, width = 1400, scheme = "light", where, height, ready = ran }) {
  const { page, end } = await served.open(`#${hash}`, { viewport: { width, height: height ?? 1000 }, colorScheme: scheme });
  await ready(page);
  // Its person stands there, charts are drawn when they come near, and what is drawn has been painted.
  await comes(page, () => document.querySelector("#person-say")?.textContent || document.querySelector("#story:not([hidden])"));
  if (where) await page.locator(where).first().scrollIntoViewIfNeeded();
  await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
  const path = join(folder, name);
  if (where) await page.locator(where).first().screenshot({ path });
  else {
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path });
  }
  await end(name);
  console.log(path);
}

// Of those who suffer most from what is recorded of somebody else the first, so that every picture is of one person.
async function theSame(page, { api }) {
  const results = await page.locator("#person a[download]").first().getAttribute("href");
  const { people } = await api(`runs/${/runs\/(\w+)\//.exec(results)[1]}/people`);
  const [{ person }] = people.filter((one) => one.worst === "wrong_person").sort((a, b) => b.wrongful_days - a.wrongful_days);
  await page.fill("#person-number", String(person));
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await comes(page, (number) => document.querySelector("#person .pf-head").textContent.includes(number), person.toLocaleString("en-GB"));
}

await serving(process.argv[3], async (served) => {
  mkdirSync(folder, { recursive: true });
  const city = `city-points&persons=${PERSONS}`;
  await ofReport(served);
  await ofPart(served, "explorer.png", { hash: `${city}&heard`, height: 1500 });
  await ofPart(served, "explorer-dark.png", { hash: city, scheme: "dark", height: 1500 });
  await ofPart(served, "explorer-390.png", { hash: city, width: 390, height: 1600 });
  await ofPart(served, "flow.png", { hash: city, where: "#flow" });
  await ofPart(served, "person.png", { hash: `platform-credit&persons=20000`, where: "#person", ready: async (page) => {
    await ran(page);
    await theSame(page, served);
  } });
  await ofPart(served, "story.png", { hash: "story=1", where: "#story",
    ready: (page) => page.waitForSelector("#story svg, #story canvas") });
  await ofPart(served, "editor.png", { hash: city, where: "#editor", ready: async (page) => {
    await ran(page);
    await page.locator("#editor summary").first().click();
  } });
});
