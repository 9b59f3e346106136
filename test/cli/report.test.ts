// report.html: kept by a run, made again from its ledger.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineSpace, evolve, fileStore } from '../../cli/library/index.ts';
import type { RunPage } from '../../shared/report/page-data.ts';
import { evolambda, SMALL, SMALL_SPACE } from './command-line.ts';

let folder: string;
let directory: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-report-'));
  directory = join(folder, 'run');
  const flags = [...SMALL, '--space', SMALL_SPACE, '--examples', '640', '--no-page'];
  const run = await evolambda(['run', ...flags, '--out', directory]);
  expect(run.code, run.stderr).toBe(0);
  expect(run.stdout).not.toContain('Watch it at');
  expect(run.stdout).toContain(`Look at it: ${join(directory, 'report.html')}`);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pageIn(file: string): RunPage {
  const text = /<script type="application\/json" id="content">(.*?)<\/script>/s.exec(
    readFileSync(file, 'utf8'),
  )![1]!;
  return JSON.parse(text);
}

describe('report', { timeout: 60_000 }, () => {
  it('makes from the ledger the file that the run has kept', async () => {
    const kept = readFileSync(join(directory, 'report.html'), 'utf8');
    const again = await evolambda(['report', directory, '--json']);
    expect(JSON.parse(again.stdout)).toEqual({ report: join(directory, 'report.html') });
    expect(readFileSync(join(directory, 'report.html'), 'utf8')).toBe(kept);
  });

  it('holds the champion’s network and the images that it misread, and the end’s numbers', async () => {
    const { head, model, evaluations } = pageIn(join(directory, 'report.html'));
    expect(head.isFinished).toBe(true);
    const [shipped] = head.champion!.testScores;
    const wrong = shipped!.total - shipped!.correct;
    expect(head.misread).toHaveLength(Math.min(24, wrong));
    expect(JSON.parse(model!.json)).toMatchObject({ format: 'layers-model' });
    expect(evaluations[head.champion!.trainings[0]!]).toMatchObject({ status: 'completed' });
    expect(evaluations).toHaveLength(10 + 16 + 3 + 3);
  });

  it('is written elsewhere where asked, and not over a folder', async () => {
    const out = join(folder, 'new', 'page.html');
    expect((await evolambda(['report', directory, '--out', out])).code).toBe(0);
    expect(statSync(out).size).toBeGreaterThan(100_000);
    mkdirSync(join(folder, 'taken'));
    const refused = await evolambda(['report', directory, '--out', join(folder, 'taken')]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--out');
  });

  it('shows a run that has not ended, and one of the library', async () => {
    const journal = join(folder, 'library', 'journal.jsonl');
    mkdirSync(join(folder, 'library'));
    await evolve({
      space: defineSpace({ x: { type: 'real', min: 0, max: 1 } }),
      evaluate: ({ x }) => ({ distance: x }),
      objectives: [{ name: 'distance', direction: 'minimize' }],
      strategy: { name: 'tournament', population: 5, generations: 2 },
      store: await fileStore(journal),
    }).finished();
    const out = join(folder, 'library.html');
    const made = await evolambda(['report', join(folder, 'library'), '--out', out]);
    expect(made.code, made.stderr).toBe(0);
    const { head, model, evaluations } = pageIn(out);
    expect(head.objectives).toEqual([{ name: 'distance', direction: 'minimize' }]);
    expect(model).toBe(null);
    expect(evaluations.every(({ values }) => values[0] !== null)).toBe(true);
  });
});
