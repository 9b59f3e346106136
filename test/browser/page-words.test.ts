// The page's text: one lead sentence per panel, the rest folded away, and one format per kind of number.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { MisclassifiedImage } from '../../shared/contracts/misclassified.ts';
import type { RunPage } from '../../shared/report/page-data.ts';
import { pageHtml } from '../../shared/report/page-html.ts';
import { hasNoBrowser, SKIPPED, template, watchedPage } from './browser.ts';
import { syntheticPage } from './synthetic-page.ts';
import { browser, folder, useBrowser } from './use-browser.ts';

const MOST_WORDS = 25;
const TITLES = [
  ...['Results', 'Test scores', 'Confusion matrix', 'Misclassified test images', 'Draw a digit'],
  ...['Generations', 'Optimization history', 'Search score and final score'],
  ...['Evaluation outcomes', 'Lineage', /^Candidate g\d+-\d+$/, 'Search score against model size'],
  ...['Parallel coordinates', 'All candidates', 'Hyperparameter importance', 'Mutation outcomes'],
  ...['Population drift', 'Worker timeline', 'Cost'],
];
const RUN = withMisclassified(syntheticPage({ candidates: 1200, generations: 3, seed: 2 }));

let page: Page;
useBrowser(async () => {
  const file = join(folder, 'report.html');
  writeFileSync(file, pageHtml(template(), 'a run', RUN));
  ({ page } = await watchedPage(browser));
  await page.goto(pathToFileURL(file).href);
  for (const section of await page.locator('main > section').all()) {
    await section.scrollIntoViewIfNeeded();
  }
  await page.locator('#evaluations table').waitFor();
});

function withMisclassified(run: RunPage): RunPage {
  const pixels = Buffer.from(new Uint8Array(28 * 28)).toString('base64');
  const one = { label: 3, predicted: 5, probability: 0.98234, labelProbability: 0.01, pixels };
  const misclassified: MisclassifiedImage[] = [
    { ...one, image: 12 },
    { ...one, image: 7, label: 1, predicted: 7, probability: 0.99999 },
  ];
  const money = { budgetUsd: 12_000, spentUsd: 1234.5, lines: [{ what: 'Lambda', usd: 1234.5 }] };
  return { ...run, head: { ...run.head, misclassified, money } };
}

/** Of everything that a person sees or hears, with all details open; hashes and commands are not prose. */
const TEXTS = `(() => {
  for (const one of document.querySelectorAll('details')) one.open = true;
  const texts = [];
  const walk = (node) => {
    if (node instanceof Element && node.matches('code, h1, .state, script')) return;
    if (node instanceof Element && node.hasAttribute('aria-label')) texts.push(node.getAttribute('aria-label'));
    if (node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '') texts.push(node.textContent);
    // Interpolated values are nodes of their own: whole paragraphs and cells are read as one.
    if (node instanceof Element && node.matches('p, td, li, dd, th, label, figcaption span, h3, div:not(:has(div, p, table, section, svg)), text')) {
      texts.push(node.textContent);
      return;
    }
    for (const child of node.childNodes) walk(child);
  };
  walk(document.querySelector('main'));
  return texts;
})()`;

describe.skipIf(hasNoBrowser)(`the words of the page ${SKIPPED}`, { timeout: 60_000 }, () => {
  it('name the panels by nouns, in the order in which a person asks', async () => {
    const titles = await page.locator('main > section > h2').allTextContents();
    expect(titles).toHaveLength(TITLES.length);
    for (const [place, title] of TITLES.entries()) expect(titles[place]).toMatch(title);
    expect(await page.locator('.parts a').allTextContents()).toEqual([
      ...['Results', 'Search', 'Candidates', 'Genes', 'Time and cost'],
    ]);
  });

  it('lead each panel with one short sentence, and fold the rest away', async () => {
    const leads = await page.locator('main .lead').allTextContents();
    expect(leads.length).toBeGreaterThan(15);
    for (const lead of leads) {
      expect(lead).toMatch(/^[^.!?]+(\.\d[^.!?]*)*\.$/);
      expect([lead, lead.split(/\s+/).length <= MOST_WORDS]).toEqual([lead, true]);
    }
    const help = page.locator('main > section > details.help');
    expect(await help.count()).toBeGreaterThan(15);
    expect(await page.locator('details[open]').count()).toBe(0);
    const first = help.first();
    await first.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await first.getAttribute('open')).not.toBe(null);
    expect(await first.locator('summary').getAttribute('aria-label')).toBe(
      'How to read this: Results',
    );
    await page.keyboard.press('Enter');
    expect(await first.getAttribute('open')).toBe(null);
  });

  it('caption a misclassified image with two lines', async () => {
    const captions = page.locator('#misclassified figcaption');
    const linesOf = (place: number) => captions.nth(place).locator('span').allTextContents();
    expect(await linesOf(0)).toEqual(['3, predicted as 5', '98.2 % confidence']);
    // Nothing is certain.
    expect(await linesOf(1)).toEqual(['1, predicted as 7', '99.9 % confidence']);
  });

  it('have one format for each kind of number', async () => {
    const texts = (await page.evaluate(TEXTS)) as string[];
    await page.getByLabel('All columns').check();
    texts.push(...((await page.evaluate(TEXTS)) as string[]));
    expect(texts.length).toBeGreaterThan(500);
    const prose = texts.map((text) =>
      text.replace(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, '').replace(/[0-9a-f-]{20,}|\(2000\)/g, ''),
    );
    const found = (pattern: RegExp) => prose.filter((text) => pattern.test(text));
    // Thousands without a comma.
    expect(found(/(?<![\d.,\w])\d{4,}/)).toEqual([]);
    // A percent sign that sticks to its number, and percentages with three decimals or more.
    expect(found(/\d%/)).toEqual([]);
    expect(found(/\d\.\d{3,} %/)).toEqual([]);
    // An accuracy with other than two decimals.
    const accuracies = await page
      .locator('#test-scores td, #headline .number, #evaluations td, #parallel .note')
      .allTextContents();
    const percentages = accuracies.flatMap((text) => text.match(/[\d.]+ %/g) ?? []);
    expect(percentages.length).toBeGreaterThan(50);
    expect(percentages.filter((one) => !/^\d+\.\d\d %$/.test(one))).toEqual([]);
    // Dollars by name, or with the sign before the number.
    expect(found(/\d ?USD|\d \$|\$\d{4}/)).toEqual([]);
    expect(await page.locator('#cost').textContent()).toContain('$1,234.50');
    // A time in milliseconds, or in seconds without a space.
    expect(found(/\d ?ms\b|\ds\b|\d sec/)).toEqual([]);
    // Thousands with a comma are there.
    expect(found(/\d,\d{3}/).length).toBeGreaterThan(50);
  });
});
