// `npm run bench:page`: how long the report of a large run takes to be there, and to answer a person: 10,000
// candidates of no real run in the system's own Chromium, with the run of the article's size beside it.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { pageHtml } from '../shared/report/page-html.ts';
import { openBrowser } from '../test/browser/browser.ts';
import { syntheticPage } from '../test/browser/synthetic-page.ts';
import { required } from './optional.ts';
import { machine, row, say } from './report.ts';

const ROUNDS = 5;
const SIZES = [
  { candidates: 500, generations: 10 },
  { candidates: 10_000, generations: 100 },
  { candidates: 10_000, generations: 10 },
];

const template = readFileSync('dist/page.html', 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'evolambda-bench-'));
const browser = await required(
  'Chromium',
  'install chromium or google-chrome in a directory of PATH',
  openBrowser,
);
const HEADS = [
  ...['candidates', 'generations', 'file', 'there', 'all panels', 'longest task'],
  ...['filter', 'sort', 'select'],
];
say(`${machine()}, Chromium ${browser.version()}; median (maximum) of ${ROUNDS}`);
say(row(...HEADS));
say(`|${' --- |'.repeat(HEADS.length)}`);
try {
  for (const size of SIZES) {
    const file = join(folder, `${size.candidates}-${size.generations}.html`);
    writeFileSync(file, pageHtml(template, 'a large run', syntheticPage({ ...size, seed: 1 })));
    const rounds: number[][] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measured(browser, file));
    const cells = rounds[0]?.map((_, place) => inMs(rounds.map((row) => row[place] as number)));
    const bytes = `${(statSync(file).size / 1e6).toFixed(1)} MB`;
    say(row(`${size.candidates}`, `${size.generations}`, bytes, ...(cells ?? [])));
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Milliseconds: the headline is there, every panel was seen, the longest task, and three things a person does. */
async function measured(browser: Browser, file: string): Promise<number[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(`
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ type: 'longtask', buffered: true });`);
  const begun = performance.now();
  await page.goto(pathToFileURL(file).href);
  await page.locator('#headline').waitFor();
  await settled(page);
  const there = performance.now() - begun;
  for (const section of await page.locator('section').all()) {
    await section.scrollIntoViewIfNeeded();
    await settled(page);
  }
  const drawn = performance.now() - begun;
  const longest = Number(await page.evaluate('window.longest'));
  const table = page.locator('#evaluations');
  const filter = await timed(page, () => table.getByRole('searchbox').fill('relu'));
  const sort = await timed(page, () => table.locator('th button').first().click());
  const select = await timed(page, () => table.locator('tbody button').first().click());
  await page.close();
  return [there, drawn, longest, filter, sort, select];
}

async function timed(page: Page, act: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await act();
  await settled(page);
  return performance.now() - begun;
}

/** Two frames later all that was asked for is on the screen. */
async function settled(page: Page): Promise<void> {
  const frame = 'new Promise((resolve) => requestAnimationFrame(resolve))';
  await page.evaluate(frame);
  await page.evaluate(frame);
}

/** Median, and the largest. */
function inMs(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return `${sorted[Math.floor(sorted.length / 2)]?.toFixed(0)} (${sorted.at(-1)?.toFixed(0)}) ms`;
}
