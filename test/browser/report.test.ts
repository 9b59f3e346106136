// A report is one file that a browser opens from the disk: nothing leaves it, nothing in it is run but its own
// code, and everybody can read it.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pageHtml } from '../../shared/report/page-html.ts';
import { evolambda, SMALL, SMALL_SPACE } from '../cli/command-line.ts';
import { hasNoBrowser, SKIPPED, template, watchedPage } from './browser.ts';
import { hostile, hostilePage } from './hostile-page.ts';
import { noteTexts, overlaps } from './overlaps.ts';
import { browser, folder, useBrowser } from './use-browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['in light colours', { colorScheme: 'light' }],
  ['in dark colours', { colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 360, height: 800 } }],
];

let report: string;
let comparison: string;
useBrowser(async () => {
  const directory = join(folder, 'run');
  const flags = [...SMALL, '--space', SMALL_SPACE, '--examples', '640', '--baseline', '--no-page'];
  const run = await evolambda(['run', ...flags, '--out', directory]);
  expect(run.stderr).toBe('');
  report = pathToFileURL(join(directory, 'report.html')).href;
  const other = join(folder, 'other');
  const again = [...SMALL, '--space', SMALL_SPACE, '--examples', '640', '--strategy', 'random'];
  await evolambda(['run', ...again, '--no-final-phase', '--no-page', '--out', other]);
  const out = join(folder, 'compare.html');
  const compared = await evolambda(['compare', directory, other, '--out', out]);
  expect(compared.code, compared.stderr).toBe(0);
  comparison = pathToFileURL(out).href;
});

describe.skipIf(hasNoBrowser)(`report.html ${SKIPPED}`, { timeout: 60_000 }, () => {
  it('is whole in itself: no request, no error, no breach of its policy', async () => {
    const { page, faults, requests } = await watchedPage(browser);
    await page.goto(report);
    await page.locator('#headline').waitFor();
    // What is drawn only once it is seen is drawn too.
    for (const section of await page.locator('section').all()) {
      await section.scrollIntoViewIfNeeded();
    }
    expect(faults).toEqual([]);
    expect(requests).toEqual([report]);
    const policy = await page
      .locator('meta[http-equiv=Content-Security-Policy]')
      .getAttribute('content');
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/);
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|http/);
  });

  for (const [name, options] of VIEWS) {
    it(`has no serious fault for axe-core ${name}, and fits its window`, async () => {
      const { page } = await watchedPage(browser, options);
      await noteTexts(page);
      await page.goto(report);
      await page.locator('#headline').waitFor();
      await expectReadable(page);
    });

    it(`and so has the page of a comparison ${name}`, async () => {
      const { page, faults, requests } = await watchedPage(browser, options);
      await noteTexts(page);
      await page.goto(comparison);
      await page.getByRole('heading', { level: 2 }).first().waitFor();
      await expectReadable(page);
      expect(faults).toEqual([]);
      expect(requests).toEqual([comparison]);
    });
  }

  it('shows whatever a run holds as text', async () => {
    const file = join(folder, 'hostile.html');
    writeFileSync(file, pageHtml(template(), hostile('title'), await hostilePage()));
    const { page, faults } = await watchedPage(browser);
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(pathToFileURL(file).href);
    await page.locator('#headline').waitFor();
    expect(await page.title()).toBe(hostile('title'));
    expect(await page.locator('h1').textContent()).toContain(hostile('run'));
    expect(await page.locator('img, iframe, object, embed').count()).toBe(0);
    expect(await page.locator('[onerror], [onload]').count()).toBe(0);
    expect(await page.evaluate('window.attacked')).toBe(undefined);
    expect(dialogs).toEqual([]);
    expect(faults).toEqual([]);
  });
});

async function expectReadable(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const found = await page.evaluate('axe.run().then(({ violations }) => violations)');
  const serious = (found as AxeFault[]).filter(({ impact }) =>
    ['serious', 'critical'].includes(impact),
  );
  expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  const overflow = 'document.documentElement.scrollWidth - innerWidth';
  expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
  expect(await overlaps(page)).toEqual([]);
}

interface AxeFault {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}
