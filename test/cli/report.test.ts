// report.html: kept by a run, made again from its ledger.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
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
  expect(run.stdout).not.toContain('Live page');
  expect(run.stdout).toMatch(/^Results +.* \(page: report\.html\)$/m);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pageIn(file: string): RunPage {
  const text = /<script type="application\/json" id="content">(.*?)<\/script>/s.exec(
    readFileSync(file, 'utf8'),
  )![1]!;
  return JSON.parse(text);
}

/** The command for a baseline names the directory. */
function sameHead({ head }: RunPage, place: string): RunPage['head'] {
  const baselineCommand = head.baselineCommand!.replaceAll(directory, place);
  return { ...head, baselineCommand };
}

describe('report', { timeout: 60_000 }, () => {
  it('makes from the ledger the file that the run has kept', async () => {
    const kept = readFileSync(join(directory, 'report.html'), 'utf8');
    const again = await evolambda(['report', directory, '--json']);
    expect(JSON.parse(again.stdout)).toEqual({
      report: join(directory, 'report.html'),
      missing: [],
    });
    expect(readFileSync(join(directory, 'report.html'), 'utf8')).toBe(kept);
  });

  it('holds the champion’s network and the images that it misclassified, and the end’s numbers', async () => {
    const { head, model, evaluations } = pageIn(join(directory, 'report.html'));
    expect(head.isFinished).toBe(true);
    const [shipped] = head.champion!.testScores;
    const wrong = shipped!.total - shipped!.correct;
    expect(head.misclassified).toHaveLength(Math.min(24, wrong));
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

  it('is written without what is missing, and names the commands, which restore it', async () => {
    const damaged = join(folder, 'damaged');
    cpSync(directory, damaged, { recursive: true });
    const blobs = join(damaged, 'blobs');
    for (const [index, name] of readdirSync(blobs).entries()) {
      if (index % 2 === 0) rmSync(join(blobs, name));
      else writeFileSync(join(blobs, name), 'x');
    }
    const without = await evolambda(['report', damaged, '--json']);
    expect(without.code, without.stderr).toBe(0);
    const { missing } = JSON.parse(without.stdout);
    expect(missing).toEqual([
      expect.stringMatching(/misclassified images .*evolambda resume /),
      expect.stringMatching(/network .*evolambda champion export /),
    ]);
    const page = pageIn(join(damaged, 'report.html'));
    expect(page).toMatchObject({ model: null, head: { misclassified: null, missing } });

    const out = join(folder, 'restored');
    const exported = await evolambda(['champion', 'export', damaged, '--out', out]);
    expect(exported.code, exported.stderr).toBe(0);
    const half = await evolambda(['report', damaged, '--json']);
    expect(JSON.parse(half.stdout).missing).toEqual([expect.stringContaining('misclassified')]);
    expect((await evolambda(['resume', damaged, '--json'])).code).toBe(0);
    const whole = pageIn(join(directory, 'report.html'));
    expect(pageIn(join(damaged, 'report.html'))).toEqual({
      ...whole,
      head: sameHead(whole, damaged),
    });
    for (const name of readdirSync(join(directory, 'champion', 'tfjs'))) {
      const [kept, again] = [join(directory, 'champion'), out].map((one) =>
        readFileSync(join(one, 'tfjs', name)),
      );
      expect(again!.equals(kept!)).toBe(true);
    }
  });

  it('is written without the names of a damaged manifest, which resume restores', async () => {
    const damaged = join(folder, 'unnamed');
    cpSync(directory, damaged, { recursive: true });
    writeFileSync(join(damaged, 'dataset.json'), '{');
    const { code, stdout } = await evolambda(['report', damaged]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('evolambda resume')]);
    expect(pageIn(join(damaged, 'report.html')).head.missing).toHaveLength(1);
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
    expect(head.objectives).toEqual([
      { name: 'distance', direction: 'minimize', format: 'number' as const },
    ]);
    expect(model).toBe(null);
    expect(evaluations.every(({ values }) => values[0] !== null)).toBe(true);
  });
});
