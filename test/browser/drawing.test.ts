// A person draws a digit, and the champion in the report reads it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { evolambda, SMALL_DIGITS, SMALL_SPACE } from '../cli/command-line.ts';
import { hasNoBrowser, SKIPPED, watchedPage } from './browser.ts';
import { browser, folder, useBrowser } from './use-browser.ts';

let report: string;
useBrowser(async () => {
  const directory = join(folder, 'run');
  const search = ['--dataset', SMALL_DIGITS, '--population', '5', '--generations', '1'];
  // Long enough that the champion knows its digits.
  const long = ['--space', SMALL_SPACE, '--examples', '6400', '--set', 'finalPhase.epochs=20'];
  const run = await evolambda(['run', ...search, ...long, '--no-page', '--out', directory]);
  expect(run.code, run.stderr).toBe(0);
  report = pathToFileURL(join(directory, 'report.html')).href;
});

async function opened() {
  const watched = await watchedPage(browser);
  await watched.page.goto(report);
  await watched.page.locator('#draw canvas.drawing').scrollIntoViewIfNeeded();
  return watched;
}

/** Strokes of points, as shares of the area. */
async function drawn(page: Page, strokes: readonly (readonly (readonly [number, number])[])[]) {
  const { x, y, width, height } = (await page.locator('#draw canvas.drawing').boundingBox())!;
  for (const [first, ...rest] of strokes) {
    await page.mouse.move(x + first![0] * width, y + first![1] * height);
    await page.mouse.down();
    for (const [right, down] of rest) {
      await page.mouse.move(x + right * width, y + down * height, { steps: 5 });
    }
    await page.mouse.up();
  }
}

const verdict = (page: Page) => page.locator('#draw .verdict').textContent();
const ONE = [
  [
    [0.5, 0.15],
    [0.5, 0.85],
  ],
] as const;
const SEVEN = [
  [
    [0.25, 0.2],
    [0.75, 0.2],
    [0.45, 0.85],
  ],
] as const;

describe.skipIf(hasNoBrowser)(`a drawing ${SKIPPED}`, { timeout: 60_000 }, () => {
  it('of a 1 is read as 1, of a 7 as 7, and the page asks nobody', async () => {
    const { page, faults, requests } = await opened();
    expect(await verdict(page)).toBe('no input');
    await drawn(page, ONE);
    await expect.poll(() => verdict(page)).toMatch(/^1, \d+\.\d % confidence/);
    await page.locator('#draw').getByRole('button', { name: 'Clear' }).click();
    await expect.poll(() => verdict(page)).toBe('no input');
    await page.locator('#draw canvas.drawing').scrollIntoViewIfNeeded();
    await drawn(page, SEVEN);
    await expect.poll(() => verdict(page)).toMatch(/^7, /);
    expect(requests).toEqual([report]);
    expect(faults).toEqual([]);
  });

  it('is made by keys alone', async () => {
    const { page } = await opened();
    await page.locator('#draw canvas.drawing').focus();
    for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    for (let step = 0; step < 12; step += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await expect.poll(() => verdict(page)).toMatch(/^1, /);
    await page.keyboard.press('Backspace');
    await expect.poll(() => verdict(page)).toBe('no input');
  });
});
