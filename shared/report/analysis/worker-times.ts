// When each worker trained: how busy the workers were, how long they waited for the last of a batch.
// Imports nothing of Node.
import { isoParse } from 'd3';
import type { BatchRow, EvaluationRow, TrainingRow } from '../page-data.ts';

/** Times in milliseconds since 1970. */
export interface WorkerTimes {
  /** By name, numbers in it as numbers. */
  readonly workers: readonly WorkerRow[];
  /** Trainings that were under way at one moment, at most. */
  readonly atOnce: number;
  readonly from: number;
  readonly to: number;
  /** In which a batch was open; a break between two batches is not in it. */
  readonly openMs: number;
  readonly busyMs: number;
  /** busy / (workers at once × open); null while nothing has been open. */
  readonly utilisation: number | null;
  /** From a worker's last training of a batch to the end of the batch's last, over all closed batches. */
  readonly barrierMs: number;
  readonly retried: number;
  readonly coldStarts: number;
}

export interface WorkerRow {
  readonly name: string;
  /** In the order of their start. */
  readonly bars: readonly Bar[];
  readonly busyMs: number;
  /** busy / open. */
  readonly utilisation: number | null;
}

/** One training. */
export interface Bar {
  readonly row: EvaluationRow;
  readonly training: TrainingRow;
  readonly start: number;
  readonly end: number;
}

type Span = readonly [number, number];

export function workerTimes(
  batches: readonly BatchRow[],
  evaluations: readonly EvaluationRow[],
): WorkerTimes {
  const bars = evaluations.flatMap((row) =>
    row.training === null || row.isReused ? [] : barOf(row, row.training),
  );
  bars.sort((a, b) => a.start - b.start);
  const ofBatch = grouped(bars, ({ row }) => row.batch);
  const open = joined(batches.flatMap((batch) => spanOf(batch, ofBatch.get(batch.batch) ?? [])));
  const openMs = lengthOf(open);
  const share = (busy: number, workers: number) => (openMs > 0 ? busy / (workers * openMs) : null);
  const workers = [...grouped(bars, ({ training }) => training.worker)]
    .map(([name, own]) => {
      const busyMs = lengthOf(joined(own.map(({ start, end }): Span => [start, end])));
      return { name, bars: own, busyMs, utilisation: share(busyMs, 1) };
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const atOnce = mostAtOnce(bars);
  const busyMs = workers.reduce((sum, worker) => sum + worker.busyMs, 0);
  return {
    workers,
    atOnce,
    from: open[0]?.[0] ?? 0,
    to: open.at(-1)?.[1] ?? 0,
    openMs,
    busyMs,
    utilisation: atOnce > 0 ? share(busyMs, atOnce) : null,
    barrierMs: batches.reduce((sum, { batch, closedAt }) => {
      return closedAt === null ? sum : sum + barrierMsOf(ofBatch.get(batch) ?? []);
    }, 0),
    retried: bars.filter(({ training }) => training.attempt > 1).length,
    coldStarts: bars.filter(({ training }) => training.coldStart).length,
  };
}

function barOf(row: EvaluationRow, training: TrainingRow): Bar[] {
  const [start, end] = [timeOf(training.startedAt), timeOf(training.finishedAt)];
  return Number.isFinite(start) && end >= start ? [{ row, training, start, end }] : [];
}

/** Of a batch that is open yet, to the end of its last training. */
function spanOf({ plannedAt, closedAt }: BatchRow, bars: readonly Bar[]): Span[] {
  const ends = bars.map(({ end }) => end);
  const end = Math.max(closedAt === null ? Number.NEGATIVE_INFINITY : timeOf(closedAt), most(ends));
  const start = Math.min(timeOf(plannedAt), bars[0]?.start ?? Number.POSITIVE_INFINITY);
  return end > start ? [[start, end]] : [];
}

/** Workers that had nothing of the batch are not in it. */
function barrierMsOf(bars: readonly Bar[]): number {
  const last = most(bars.map(({ end }) => end));
  let waited = 0;
  for (const own of grouped(bars, ({ training }) => training.worker).values()) {
    waited += last - most(own.map(({ end }) => end));
  }
  return waited;
}

/** Spans that touch become one, in order. */
function joined(spans: readonly Span[]): Span[] {
  const whole: Span[] = [];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = whole.at(-1);
    if (last !== undefined && start <= last[1])
      whole[whole.length - 1] = [last[0], Math.max(last[1], end)];
    else whole.push([start, end]);
  }
  return whole;
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, [start, end]) => sum + end - start, 0);
}

function grouped<K>(bars: readonly Bar[], keyOf: (bar: Bar) => K): Map<K, Bar[]> {
  const groups = new Map<K, Bar[]>();
  for (const bar of bars) {
    const group = groups.get(keyOf(bar));
    if (group === undefined) groups.set(keyOf(bar), [bar]);
    else group.push(bar);
  }
  return groups;
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

function timeOf(time: string): number {
  return isoParse(time)?.getTime() ?? Number.NaN;
}

/** Trainings that were under way at one moment, at most. @param bars by their start */
function mostAtOnce(bars: readonly Bar[]): number {
  const ends = bars.map(({ end }) => end).sort((a, b) => a - b);
  let [most, ended] = [0, 0];
  for (const [begun, { start }] of bars.entries()) {
    while ((ends[ended] ?? Number.POSITIVE_INFINITY) <= start) ended += 1;
    most = Math.max(most, begun + 1 - ended);
  }
  return most;
}
