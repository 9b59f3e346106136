// A page of two generations with random search beside it, on small screens too: labels, axes, what the keyboard
// reaches, what a selection shows, which theme stays.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { EvaluationRow, RunPage } from '../../shared/report/page-data.ts';
import { pageHtml } from '../../shared/report/page-html.ts';
import { hasNoBrowser, SKIPPED, template, watchedPage } from './browser.ts';
import { noteTexts, overlaps } from './overlaps.ts';
import { syntheticPage } from './synthetic-page.ts';
import { browser, folder, useBrowser } from './use-browser.ts';

const RUN = withBaseline(syntheticPage({ candidates: 24, generations: 2, seed: 3 }));

let report: string;
useBrowser(async () => {
  const file = join(folder, 'report.html');
  writeFileSync(file, pageHtml(template(), 'a run', RUN));
  report = pathToFileURL(file).href;
});

/** Candidates of random search that are smaller than all of the search, and read better than all. */
function withBaseline(page: RunPage): RunPage {
  const rows = page.evaluations.map(
    (row, place): EvaluationRow => ({
      ...row,
      index: page.evaluations.length + place,
      ...{ arm: 'baseline', candidateId: `baseline-${place}`, genomeHash: `small-${place}` },
      ...{ parents: [], changes: [], status: 'completed', values: [0.999 + place / 1e5] },
    }),
  );
  const genomes = page.evaluations.map(({ genomeHash }, place) => {
    return [`small-${place}`, { ...page.genomes[genomeHash]!, parameters: 10 + place }] as const;
  });
  return {
    ...page,
    head: { ...page.head, hasBaseline: true },
    evaluations: [...page.evaluations, ...rows],
    genomes: { ...page.genomes, ...Object.fromEntries(genomes) },
  };
}

async function opened(options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await watchedPage(browser, options);
  await noteTexts(page);
  await page.goto(report);
  await page.locator('#evaluations table').waitFor();
  return page;
}

/** Of each facet of each chart. */
const TICKS = `(() => {
  const texts = [...document.querySelectorAll('main [aria-label$="axis tick label"] text')];
  return [...new Set(texts.map((text) => text.parentElement))].map((group) => ({
    where: group.closest('section').id + ' ' + group.closest('[aria-label]').getAttribute('aria-label'),
    texts: [...group.querySelectorAll('text')].map((text) => text.textContent),
  }));
})()`;

interface TickLabels {
  readonly where: string;
  readonly texts: readonly string[];
}

/** Of all focusable parts that the page has above the window, those that lie under the navigation once focused. */
const COVERED = `(() => {
  const bar = document.querySelector('.parts').getBoundingClientRect();
  const covered = [];
  for (const one of document.querySelectorAll('main :is(a, button, input, select, summary, [tabindex])')) {
    if (one.getClientRects().length === 0 || one.disabled) continue;
    scrollTo(0, scrollY + one.getBoundingClientRect().bottom + 300);
    one.focus();
    if (document.activeElement !== one) continue;
    const { top, height } = one.getBoundingClientRect();
    if (top < bar.height && height < innerHeight - bar.height) covered.push(one.outerHTML.slice(0, 90));
  }
  return covered;
})()`;

/** Whether the lineage shows the selected candidate: its colour is on the canvas. */
const SHOWS_SELECTED = `(() => {
  const canvas = document.querySelector('#lineage canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === 0xc2 && data[at + 1] === 0x48 && data[at + 2] === 0x7f) return true;
  }
  return false;
})()`;

describe.skipIf(hasNoBrowser)(`the page of a small run ${SKIPPED}`, { timeout: 60_000 }, () => {
  it('has no label on another on small screens, and fits', async () => {
    const page = await opened();
    for (const width of [414, 360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await expect.poll(() => overlaps(page)).toEqual([]);
      const overflow = 'document.documentElement.scrollWidth - innerWidth';
      expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
      const button = (await page.locator('.theme').boundingBox())!;
      const title = (await page.locator('h1').boundingBox())!;
      expect(title.y).toBeGreaterThanOrEqual(button.y + button.height);
    }
    await page.context().close();
  });

  it('has axes of whole generations and counts, of shares from 0 to 100 %, no label twice', async () => {
    const page = await opened();
    for (const panel of ['#progress', '#anytime']) {
      await page.locator(panel).getByRole('button', { name: 'all scores' }).click();
    }
    await overlaps(page);
    const axes = (await page.evaluate(TICKS)) as TickLabels[];
    expect(axes.length).toBeGreaterThan(20);
    for (const { texts, where } of axes) {
      expect([where, ...new Set(texts)]).toEqual([where, ...texts]);
      for (const share of texts.filter((text) => text.endsWith('%'))) {
        expect(Number.parseFloat(share)).toBeGreaterThanOrEqual(0);
        expect(Number.parseFloat(share)).toBeLessThanOrEqual(100);
      }
    }
    const generations = axes.filter(({ where }) => /^(progress|drift|shares) x/.test(where));
    expect(generations.length).toBeGreaterThan(5);
    for (const { texts } of generations) expect(texts).toEqual(['0', '1']);
    await page.context().close();
  });

  it('hides nothing that the keyboard reaches behind its navigation', async () => {
    const page = await opened({ viewport: { width: 1000, height: 700 } });
    expect(await page.evaluate(COVERED)).toEqual([]);
    await page.locator('.parts').getByRole('link', { name: 'Genes', exact: true }).click();
    const bar = (await page.locator('.parts').boundingBox())!;
    const title = (await page.locator('#importance-title').boundingBox())!;
    expect(title.y).toBeGreaterThanOrEqual(bar.y + bar.height);
    // Backwards from the first row to the head above it.
    await page.evaluate(`(() => {
      const first = document.querySelector('#evaluations .candidate-button');
      scrollBy(0, first.getBoundingClientRect().top - 45);
      first.focus({ preventScroll: true });
    })()`);
    await page.keyboard.press('Shift+Tab');
    const head = (await page.locator('#evaluations th button:focus').boundingBox())!;
    expect(head.y).toBeGreaterThanOrEqual(bar.height);
    await page.context().close();
  });

  it('moves a lineage that is zoomed to what is selected, and to the same again', async () => {
    const page = await opened({ colorScheme: 'light' });
    const lineage = page.locator('#lineage');
    await lineage.scrollIntoViewIfNeeded();
    const shows = () => page.evaluate(SHOWS_SELECTED);
    for (let step = 0; step < 6; step += 1) {
      await lineage.getByRole('button', { name: 'Zoom in' }).click();
    }
    await page.getByLabel('Find a candidate').fill('g0-0');
    await page.keyboard.press('Enter');
    await expect.poll(shows).toBe(true);
    for (let step = 0; step < 9; step += 1) {
      await lineage.getByRole('application').press('Shift+ArrowRight');
    }
    for (let step = 0; step < 9; step += 1) {
      await lineage.getByRole('application').press('Shift+ArrowDown');
    }
    await expect.poll(shows).toBe(false);
    await lineage.getByRole('button', { name: 'Find', exact: true }).click();
    await expect.poll(shows).toBe(true);
    // From a table, of the last generation, which is at the other end.
    const { candidateId } = RUN.evaluations.findLast(({ arm }) => arm === 'main')!;
    await page.getByLabel('Filter').fill(candidateId);
    await page.locator('#evaluations').getByRole('button', { name: candidateId }).click();
    await expect.poll(shows).toBe(true);
    await page.context().close();
  });

  it('names no candidate of random search where it speaks of the search alone', async () => {
    const page = await opened();
    const front = page.locator('#scatter .aside');
    expect(await front.getByRole('button').count()).toBeGreaterThan(0);
    expect(await front.textContent()).not.toContain('baseline-');
    expect(await front.textContent()).toMatch(/of 24 evaluations of the search\./);
    const genomes = await page.locator('#parallel').textContent();
    expect(genomes).toContain('24 of 24 genomes');
    expect(genomes).not.toContain('baseline-');
    await page.context().close();
  });

  it('keeps the theme that was chosen, and works where nothing can be kept', async () => {
    const page = await opened({ colorScheme: 'light' });
    const theme = () => page.evaluate('getComputedStyle(document.documentElement).colorScheme');
    const themeAfterReload = async () => {
      await page.reload();
      await page.locator('#headline').waitFor();
      return theme();
    };
    // Polled: Chromium stores the choice in another process, which can be slower than a reload.
    await page.getByRole('button', { name: 'Dark colours' }).click();
    await expect.poll(themeAfterReload).toBe('dark');
    await page.getByRole('button', { name: 'Light colours' }).click();
    await expect.poll(themeAfterReload).toBe('light');
    await page.addInitScript(
      `Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })`,
    );
    await page.reload();
    await page.getByRole('button', { name: 'Dark colours' }).click();
    await expect.poll(theme).toBe('dark');
    await page.context().close();
  });
});
