#!/usr/bin/env node
// How quick the served page is, in Debian's chromium: node bench/page.mjs [COUNTERSCORE [SECONDS]]
//
// weight  bytes of page, script and style as `gzip -9` makes them (wanted: under 700 kB)
// paint   first contentful paint from the local server, the median of nine visits (wanted: under 300 ms)
// frames  while a slider is dragged with 100,000 people drawn as dots (wanted: 60 a second)
//
// Needs `npm ci` in web/, as scripts/install-deps --tests brings. Figures are of this machine, at this moment.
import { gzipSync } from "node:zlib";
import { comes, open } from "../tests/web/browser.mjs";
import { serving } from "../tests/web/served.mjs";

const seconds = Number(process.argv[3] ?? 4), VISITS = 9;

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
const ordered = (values) => [...values].sort((a, b) => a - b);

async function weigh(address) {
  let whole = 0;
  for (const part of ["", "explorer.js", "explorer.css"])
    whole += gzipSync(Buffer.from(await (await fetch(address + part)).arrayBuffer()), { level: 9 }).length;
  console.log(`weight  ${(whole / 1000).toFixed(1)} kB compressed`);
}

async function paint(browser, address) {
  const times = [];
  for (let i = 0; i < VISITS; i++) {
    const { context, page } = await open(browser, address, { reducedMotion: "no-preference" });
    times.push(await page.evaluate(() => new Promise((done) => {
      new PerformanceObserver((list) => { const first = list.getEntriesByName("first-contentful-paint")[0];
        if (first) done(first.startTime); }).observe({ type: "paint", buffered: true });
    })));
    await context.close();
  }
  const sorted = ordered(times);
  console.log(`paint   ${quantile(sorted, 0.5).toFixed(0)} ms in the median of ${VISITS} visits (${sorted[0].toFixed(0)} to ${sorted.at(-1).toFixed(0)})`);
}

async function frames(browser, address) {
  const { page } = await open(browser, address, { hash: "#city-points&persons=100000", reducedMotion: "no-preference" });
  await comes(page, () => /^\d+ replicates? of/.test(document.getElementById("progress-words")?.textContent ?? ""));
  const slider = page.locator("#controls input[type=range]").first();
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  await page.evaluate(() => {
    window.frameTimes = [];
    const note = (at) => { window.frameTimes.push(at); window.noting = requestAnimationFrame(note); };
    window.noting = requestAnimationFrame(note);
  });
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const share = 0.5 + 0.45 * Math.sin(Date.now() / 300);
    await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
  }
  await page.mouse.up();
  const gaps = ordered(await page.evaluate(() => {
    cancelAnimationFrame(window.noting);
    return window.frameTimes.slice(1).map((at, i) => at - window.frameTimes[i]);
  }));
  const rate = 1000 * gaps.length / gaps.reduce((a, b) => a + b, 0);
  console.log(`frames  ${rate.toFixed(1)} a second while dragging; gaps ${quantile(gaps, 0.5).toFixed(1)} ms in the median, ` +
    `${quantile(gaps, 0.95).toFixed(1)} at 95 %, ${gaps.at(-1).toFixed(1)} at most`);
}

await serving(process.argv[2], async ({ browser, address }) => {
  await weigh(address);
  await paint(browser, address);
  await frames(browser, address);
});
