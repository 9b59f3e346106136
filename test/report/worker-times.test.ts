// Who trained when, what waited for what, and what all of it cost: counted by hand here.
import { describe, expect, it } from 'vitest';
import { confusedPairs, recalls } from '../../shared/report/analysis/confusion.ts';
import { costLedger } from '../../shared/report/analysis/cost-ledger.ts';
import { stragglers } from '../../shared/report/analysis/stragglers.ts';
import { workerTimes } from '../../shared/report/analysis/worker-times.ts';
import type { BatchRow, EvaluationRow, TrainingRow } from '../../shared/report/page-data.ts';

/** Two batches with a break of an hour between them. */
const BATCHES = [batch(0, 0, 10), batch(1, 3610, 3620)];
const ROWS = [
  row(0, { worker: 'worker-2', from: 0, to: 8, coldStart: true }),
  row(0, { worker: 'worker-10', from: 0, to: 2 }),
  row(0, { worker: 'worker-10', from: 2, to: 4, attempt: 2 }),
  row(1, { worker: 'worker-2', from: 3610, to: 3618 }),
  row(1, null),
];

describe('times of workers', () => {
  it('stand by worker, numbers in names as numbers', () => {
    const { workers } = workerTimes(BATCHES, ROWS);
    expect(workers.map(({ name, bars }) => [name, bars.length])).toEqual([
      ['worker-2', 2],
      ['worker-10', 2],
    ]);
    expect(workers.map(({ utilisation }) => utilisation)).toEqual([0.8, 0.2]);
  });

  it('are shares of the time in which a batch was open, of as many as trained at once', () => {
    const times = workerTimes(BATCHES, ROWS);
    expect(times).toMatchObject({ atOnce: 2, openMs: 20_000, busyMs: 20_000 });
    expect(times.utilisation).toBeCloseTo(20 / 40, 12);
  });

  it('count who trained at once, not who came and went', () => {
    const one = (worker: string, from: number, to: number) => row(0, { worker, from, to });
    const rows = [one('a', 0, 2), one('b', 2, 4), one('c', 3, 6), one('d', 6, 8)];
    expect(workerTimes(BATCHES, rows)).toMatchObject({ atOnce: 2, workers: { length: 4 } });
  });

  it('tell what was waited for the last of a batch, later attempts and cold starts', () => {
    // In the first batch worker-10 is done at 4 s, the last training at 8 s; the second has one worker.
    const found = workerTimes(BATCHES, ROWS);
    expect(found).toMatchObject({ barrierMs: 4000, retried: 1, coldStarts: 1 });
  });

  it('count an open batch up to its last training, and waits of closed ones alone', () => {
    const [first] = BATCHES;
    const found = workerTimes([{ ...first!, closedAt: null }], ROWS.slice(0, 3));
    expect(found).toMatchObject({ openMs: 8000, barrierMs: 0 });
  });

  it('do with a run that has just begun', () => {
    const found = workerTimes([{ ...batch(0, 0, 0), closedAt: null }], [row(0, null)]);
    expect(found).toMatchObject({ workers: [], openMs: 0, utilisation: null });
  });
});

describe('stragglers', () => {
  const timed = (trainMs: number, trainFlops: number, status: EvaluationRow['status']) => ({
    ...row(0, { worker: 'a', from: 0, to: 1, trainMs, trainFlops }),
    status,
  });
  const even = [1, 2, 3, 4, 5].map((n) => timed(100 * n, 1000 * n, 'completed'));

  it('took more than twice what their operations say, the most time lost first', () => {
    const found = stragglers([
      ...even,
      timed(199, 1000, 'completed'),
      timed(201, 1000, 'completed'),
      timed(900, 4000, 'completed'),
      timed(900, 100, 'diverged'),
    ]);
    expect(found!.map(({ trainMs }) => trainMs)).toEqual([900, 201]);
    expect(found![0]!.expectedMs).toBeCloseTo(400, 9);
  });

  it('are not known where no training says what work it was', () => {
    expect(stragglers([timed(100, 0, 'completed'), row(0, null)])).toBeNull();
  });
});

describe('the cost ledger', () => {
  it('adds up trainings, not what was known already', () => {
    const { rows, total } = costLedger(BATCHES, ROWS);
    expect(rows.map(({ evaluations, cpuSeconds }) => [evaluations, cpuSeconds])).toEqual([
      [3, 12],
      [1, 8],
    ]);
    expect(total).toEqual({ evaluations: 4, examples: 400, cpuSeconds: 20, usd: null });
  });

  it('adds up money where any was paid', () => {
    const paid = ROWS.map((one) => ({
      ...one,
      training: one.training && { ...one.training, usd: 0.5 },
    }));
    expect(costLedger(BATCHES, paid).total.usd).toBe(2);
  });
});

describe('a confusion matrix', () => {
  const matrix = [
    [8, 2, 0],
    [3, 7, 0],
    [0, 0, 0],
  ];

  it('tells of each class how many are read right; nothing of one without images', () => {
    const [first, , last] = recalls(matrix);
    expect(first).toMatchObject({ total: 10, correct: 8, recall: { estimate: 0.8 } });
    // Wilson 1927 at 8 of 10.
    expect(first!.recall!.low).toBeCloseTo(0.4902, 4);
    expect(first!.recall!.high).toBeCloseTo(0.9433, 4);
    expect(last!.recall).toBeNull();
  });

  it('names who is taken for whom, most often first', () => {
    expect(confusedPairs(matrix)).toEqual([
      { label: 1, read: 0, count: 3, share: 0.3 },
      { label: 0, read: 1, count: 2, share: 0.2 },
    ]);
  });
});

function batch(number: number, plannedAt: number, closedAt: number): BatchRow {
  const times = { plannedAt: timeOf(plannedAt), closedAt: timeOf(closedAt) };
  return {
    batch: number,
    label: `generation ${number}`,
    phase: 'search' as const,
    stop: null,
    ...times,
  };
}

function row(
  inBatch: number,
  training: (Partial<TrainingRow> & { from: number; to: number }) | null,
): EvaluationRow {
  const known = { index: 0, arm: 'main', candidateId: 'g0-0', status: 'completed' };
  return { ...known, batch: inBatch, training: training && trainingOf(training) } as EvaluationRow;
}

function trainingOf({ from, to, ...more }: Partial<TrainingRow> & { from: number; to: number }) {
  const zero = { setupMs: 0, evalMs: 0, trainFlops: 0, attempt: 1, coldStart: false, usd: null };
  const times = { startedAt: timeOf(from), finishedAt: timeOf(to), trainMs: 1000 * (to - from) };
  return { examplesSeen: 100, worker: 'a', ...zero, ...times, ...more };
}

function timeOf(second: number): string {
  return new Date(Date.UTC(2026, 0, 1) + 1000 * second).toISOString();
}
