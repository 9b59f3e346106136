// Every panel prints an objective as it is declared: a latency in ms, a recall in percent.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Objective } from '../../shared/contracts/objective.ts';
import type {
  ComparedRun,
  ComparisonPage,
  EvaluationRow,
  RunPage,
} from '../../shared/report/page-data.ts';
import { pageHtml } from '../../shared/report/page-html.ts';
import { hasNoBrowser, SKIPPED, template, watchedPage } from './browser.ts';
import { noteTexts } from './overlaps.ts';
import { syntheticPage } from './synthetic-page.ts';
import { browser, folder, useBrowser } from './use-browser.ts';

const NUMBER = '−?\\d[\\d,]*(\\.\\d+)?';
const LATENCY: Case = {
  objective: { name: 'latency', direction: 'minimize', format: 'number', unit: 'ms' },
  scoreOf: (share) => 1250 - 1000 * share,
  axis: 'latency (ms)',
  value: `${NUMBER} ms`,
  withError: `${NUMBER} ± ${NUMBER} ms`,
  difference: `[+−]${NUMBER} ± ${NUMBER} ms`,
};
const RECALL: Case = {
  objective: { name: 'recall', direction: 'maximize', format: 'percent' },
  scoreOf: (share) => share,
  axis: 'recall',
  value: '\\d+\\.\\d\\d %',
  withError: '\\d+\\.\\d\\d ± \\d+\\.\\d\\d %',
  difference: '[+−]\\d+\\.\\d\\d ± \\d+\\.\\d\\d points',
};

interface Case {
  readonly objective: Objective;
  /** Of an accuracy of the synthetic run. */
  readonly scoreOf: (share: number) => number;
  readonly axis: string;
  readonly value: string;
  readonly withError: string;
  readonly difference: string;
}

useBrowser();

/** A run by this objective, its three last candidates re-ranked twice and retrained. */
function runBy({ objective, scoreOf }: Case, seed = 4): RunPage {
  const page = syntheticPage({ candidates: 60, generations: 3, seed });
  const of = (value: number | null) => (value === null ? null : scoreOf(value));
  const search = page.evaluations.map(
    (row): EvaluationRow => ({ ...row, values: row.values.map(of), countError: null }),
  );
  const batch = page.batches.length;
  const last = page.batches.at(-1)!;
  const final = (label: string, place: number) => ({
    ...last,
    ...{ batch: batch + place, phase: 'final' as const, label },
  });
  const finalists = search.filter(({ status }) => status === 'completed').slice(-3);
  const again = [0, 0, 1].flatMap((place, replicate) =>
    finalists.map(
      (row, number): EvaluationRow => ({
        ...row,
        ...{ batch: batch + place, replicate: replicate + 1, parents: [], changes: [] },
        candidateId: `${place === 0 ? 're-ranking' : 'retraining'}-${row.candidateId}`,
        values: [scoreOf(0.9 + 0.01 * number + 0.003 * replicate)],
      }),
    ),
  );
  const { best } = page.head;
  const head = {
    ...page.head,
    objectives: [objective],
    config: { ...page.head.config, objectives: [objective] },
    best: best && { ...best, replicates: 2, fitness: of(best.fitness), standardError: 0.01 },
  };
  return {
    ...page,
    head,
    batches: [...page.batches, final('re-ranking', 0), final('retraining', 1)],
    evaluations: [...search, ...again].map((row, index) => ({ ...row, index })),
  };
}

function compared(seed: number, one: Case): ComparedRun {
  const { head } = runBy(one, seed);
  const spent = { evaluations: 2, examples: 200, cpuSeconds: 2, usd: null };
  const name = seed % 2 === 0 ? 'tournament' : 'random';
  const config = {
    ...head.config,
    seed: Math.floor(seed / 2),
    strategy: { ...head.config.strategy, name },
  };
  return {
    name: `run-${seed}`,
    head: { ...head, config, testScores: null },
    ...{ spent, reused: 0, readingExamples: [100], retrained: one.scoreOf(0.8 + seed / 100) },
    curve: [
      { ...spent, examples: 100, best: one.scoreOf(0.7 + seed / 100) },
      { ...spent, best: one.scoreOf(0.8 + seed / 100) },
    ],
  } as ComparedRun;
}

async function opened(content: RunPage | ComparisonPage): Promise<Page> {
  const file = join(folder, 'page.html');
  writeFileSync(file, pageHtml(template(), 'a page', content));
  const { page } = await watchedPage(browser);
  await noteTexts(page);
  await page.goto(pathToFileURL(file).href);
  await page.locator('main > section').first().waitFor();
  for (const section of await page.locator('main > section').all()) {
    await section.scrollIntoViewIfNeeded();
  }
  await page.evaluate(
    "document.querySelectorAll('details').forEach((one) => { one.open = true; })",
  );
  return page;
}

/** Cells of a column of a table, without those that have no value. */
async function column(page: Page, table: string, head: string): Promise<string[]> {
  const found = page.locator(table).first();
  await found.waitFor();
  const heads = await found.locator('thead th').allTextContents();
  const place = heads.findIndex((text) => text.trim() === head);
  expect(place, `${head} of ${heads.join(', ')}`).toBeGreaterThanOrEqual(0);
  const cells = await found.locator(`tbody tr > :nth-child(${place + 1})`).allTextContents();
  return cells.map((cell) => cell.trim()).filter((cell) => cell !== '–' && cell !== '');
}

async function expectAll(texts: Promise<string[]>, form: string): Promise<void> {
  const found = await texts;
  expect(found.length).toBeGreaterThan(0);
  for (const text of found) expect(text).toMatch(new RegExp(`^${form}$`));
}

/** The tooltip of the first chart of a panel, at the first place that has one. */
async function expectTip(page: Page, panel: string, form: string): Promise<void> {
  const chart = page.locator(`${panel} .chart svg`).first();
  await chart.scrollIntoViewIfNeeded();
  const { width, height } = (await chart.boundingBox())!;
  const tip = async () => {
    for (let x = 60; x < width; x += 40) {
      for (let y = 30; y < height; y += 40) {
        await chart.hover({ position: { x, y } });
        const [text] = await chart.locator('[aria-label=tip] text').allTextContents();
        if (text !== undefined) return text;
      }
    }
    return null;
  };
  await expect.poll(tip).toMatch(new RegExp(form));
}

const axes = (page: Page, panel: string) =>
  page.locator(`${panel} .chart svg [aria-label$="axis label"]`).allTextContents();

const canvasTexts = (page: Page, panel: string) =>
  page.evaluate(`document.querySelector('${panel} canvas').texts.map(({ text }) => text)`);

describe.skipIf(hasNoBrowser).each([LATENCY, RECALL])(
  `$objective.name as $objective.format ${SKIPPED}`,
  { timeout: 60_000 },
  (one) => {
    it('is printed as declared in all panels of a run', async () => {
      const page = await opened(runBy(one));
      const { name } = one.objective;
      const tile = page.locator('#headline .tile', { hasText: `Best search ${name}` });
      expect(await tile.locator('dd.number').textContent()).toMatch(
        new RegExp(`^${one.withError}$`),
      );
      for (const panel of ['#progress', '#anytime']) {
        expect(await axes(page, panel)).toContainEqual(expect.stringContaining(one.axis));
        await expectTip(page, panel, one.value);
        const label = await page.locator(`${panel} .chart`).first().getAttribute('aria-label');
        expect(label).toMatch(new RegExp(one.value));
      }
      for (const head of ['best score', 'mean score', 'median score']) {
        await expectAll(column(page, '#progress table', head), one.value);
      }
      await expectAll(column(page, '#anytime table', 'best single score so far'), one.value);
      const ofFinish = await axes(page, '#finish');
      for (const words of [`${one.axis}, search`, `${one.axis}, re-ranked`]) {
        expect(ofFinish).toContainEqual(expect.stringContaining(words));
      }
      await expectTip(page, '#finish', one.value);
      await expectAll(column(page, '#finish table', 'mean change ± SE'), one.difference);
      await expectAll(page.locator('#lineage .steps li').allTextContents(), `.* ${one.value}`);
      const ofCandidate = column(page, '#candidate table:has(thead)', name);
      await expectAll(ofCandidate, one.value);
      await expect.poll(() => canvasTexts(page, '#scatter')).toContainEqual(`↑ ${one.axis}`);
      await expectAll(page.locator('#scatter .figure').allTextContents(), one.value);
      await expect.poll(() => canvasTexts(page, '#parallel')).toContainEqual(one.axis);
      await expectAll(column(page, '#evaluations table', name), one.value);
      await expectAll(column(page, '#operators table', 'mean gain'), one.difference);
      await page.context().close();
    });

    it('is printed as declared in all panels of a comparison', async () => {
      const runs = Array.from({ length: 12 }, (_, seed) => compared(seed, one));
      const page = await opened({ kind: 'comparison', runs });
      expect(await axes(page, '#anytime')).toContainEqual(expect.stringContaining(one.axis));
      await expectTip(page, '#anytime', `interval ${one.value} to ${one.value}`);
      expect(await axes(page, '#endpoints')).toContainEqual(expect.stringContaining(one.axis));
      await expectAll(
        column(page, '#endpoints table', `${one.objective.name} after retraining`),
        `${one.value}, ${one.value} to ${one.value} \\(.*\\)`,
      );
      await expectAll(column(page, '#runs table', 'best single score'), one.value);
      await expectAll(column(page, '#runs table', 'best search score'), `${one.value} \\(.*\\)`);
      await expectAll(column(page, 'table.tests', 'means'), `${one.value}, ${one.value}`);
      const unit = one.difference.split(' ').at(-1);
      await expectAll(column(page, 'table.tests', 'shift'), `[+−].* ${unit}.*`);
      await page.context().close();
    });
  },
);
