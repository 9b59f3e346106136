// Several recorded runs as the data of one page; what cannot be compared is refused, each run by name.
import type { LedgerEvent, RunStarted } from '../contracts/ledger-events.ts';
import type { ObjectiveDeclaration } from '../contracts/objective.ts';
import { type Fault, InvalidInput } from '../kernel/errors.ts';
import type { RunState } from '../steps/run-state.ts';
import { searchCurve } from './analysis/search-curve.ts';
import type { ComparedHead, ComparedRun, EvaluationRow, RunPage } from './page-data.ts';
import { type PageExtras, runPage } from './run-page.ts';

/** A recorded run, by the name that a person gave it. */
export interface NamedRun {
  readonly name: string;
  readonly started: RunStarted;
}

/** @throws InvalidInput naming each run that has other data or objectives than the first */
export function refuseIncomparable([first, ...others]: readonly NamedRun[]): void {
  if (first === undefined) return;
  const faults = others.flatMap((other): Fault[] =>
    [dataOf, objectivesOf].flatMap((of) => {
      const [expected, found] = [of(first.started), of(other.started)];
      const problem = `${found} differs from ${first.name}`;
      return found === expected
        ? []
        : [{ path: other.name, value: found, problem, allowed: expected }];
    }),
  );
  if (faults.length > 0) throw new InvalidInput(faults);
}

function dataOf({ data }: RunStarted): string {
  const short = (hash: string) => hash.slice(0, 12);
  return `data set ${data.id} (data ${short(data.hash)}, split ${short(data.splitId)})`;
}

function objectivesOf({ config }: RunStarted): string {
  const words = ({ name, direction, unit }: ObjectiveDeclaration) =>
    `${name} (${[direction, unit].filter(Boolean).join(', ')})`;
  return `objectives ${config.objectives.map(words).join(', ')}`;
}

export function comparedRun(
  name: string,
  state: RunState,
  events: readonly LedgerEvent[],
  extras: PageExtras,
): ComparedRun {
  const page = runPage(state, events, extras);
  const rows = page.evaluations.filter(
    ({ arm, batch }) => arm === 'main' && page.batches[batch]?.phase === 'search',
  );
  const [objective] = page.head.objectives;
  const { spent, points } =
    objective === undefined
      ? searchCurve([], { name: '', direction: 'maximize' })
      : searchCurve(rows, objective);
  return {
    name,
    head: headOf(page),
    spent,
    reused: rows.filter(({ dispatch, isReused }) => dispatch === 'train' && isReused).length,
    curve: points,
    readingExamples: readingExamples(rows),
    retrained: retrainedOf(page),
  };
}

function headOf({ head }: RunPage): ComparedHead {
  const { runId, startedAt, isFinished, endOfSearch, isReproducible, ledgerHash } = head;
  const { config, objectives, engine, data, hasBaseline, best, champion } = head;
  return {
    ...{ runId, startedAt, isFinished, endOfSearch, isReproducible, ledgerHash },
    ...{ config, objectives, engine, data, hasBaseline, best },
    testScores: champion?.testScores ?? null,
  };
}

function readingExamples(rows: readonly EvaluationRow[]): number[] {
  const read = rows.filter(({ status }) => status === 'completed');
  return [...new Set(read.map(({ examples }) => examples))].sort((a, b) => a - b);
}

function retrainedOf({ head, evaluations }: RunPage): number | null {
  const [shipped] = head.champion?.trainings ?? [];
  return shipped === undefined ? null : (evaluations[shipped]?.values[0] ?? null);
}
