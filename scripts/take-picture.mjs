#!/usr/bin/env node
// The picture of the README: the first screen of a report.
//
//   node scripts/take-picture.mjs report.html docs/report.png
//
// Needs Debian's chromium (or CHROMIUM=path) and `npm ci` in web/, as scripts/install-deps --tests brings.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const require = createRequire(new URL("../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const [report, picture] = process.argv.slice(2);
if (!report || !picture) {
  console.error("usage: node scripts/take-picture.mjs REPORT.html PICTURE.png");
  process.exit(2);
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1400, height: 1000 }, colorScheme: "light" });
await page.goto(pathToFileURL(resolve(report)).href);
await page.waitForTimeout(500);
const card = await page.locator("#who .card").first().boundingBox();
const bottom = card ? card.y + card.height + 24 : 1540;
await page.screenshot({
  path: picture,
  clip: { x: 300, y: 80, width: 1060, height: bottom - 80 },
  fullPage: true,
});
await browser.close();
