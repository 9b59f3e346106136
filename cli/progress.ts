// The run as a person follows it: one line a generation, and a moving line where there is a terminal.

import { performance } from 'node:perf_hooks';
import type { EvaluationResult } from '../shared/contracts/evaluation.ts';
import type { GenerationPlanned, LedgerEvent } from '../shared/contracts/ledger-events.ts';
import { greatest } from '../shared/kernel/long-lists.ts';
import { percent } from '../shared/report/percent.ts';
import { firstReading } from '../shared/search/archive.ts';
import { armOf } from '../shared/search/campaign.ts';
import type { RunState } from '../shared/steps/run-state.ts';
import { about } from './duration.ts';
import { remainingSeconds, speedOf } from './remaining-time.ts';
import type { Terminal } from './terminal.ts';

export interface Pace {
  readonly workers: number;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

/** The moving line is made anew no more often than this. */
const REFRESH_MS = 100;

/** Follows a run; call it with every event that was recorded. */
export function progress(
  state: RunState,
  terminal: Terminal,
  { workers, clock = () => performance.now() }: Pace,
): (event: LedgerEvent) => void {
  const beganMs = clock();
  let plannedMs = beganMs;
  let plan: GenerationPlanned | undefined = openPlan(state);
  let arrived = 0;
  let shownMs = Number.NEGATIVE_INFINITY;
  const rate = () => `${(arrived / ((clock() - plannedMs) / 1000)).toFixed(1)}/s`;
  const left = () => {
    const results = [...state.results.values()];
    const validationCount = validatedBy(results);
    const speed = speedOf(results, validationCount);
    if (speed === undefined) return 'an unknown time left';
    const seconds = remainingSeconds(state, speed, workers, validationCount);
    return seconds === 0 ? 'nothing left' : `${about(seconds)} left`;
  };
  return (event) => {
    if (event.type === 'generation-planned') {
      plan = event;
      plannedMs = clock();
      arrived = 0;
    }
    if (plan === undefined) return;
    const due = plan.evaluations.filter(({ dispatch }) => dispatch === 'train').length;
    if (event.type === 'evaluation-finished') {
      const { evaluationKey, status, objectives, trainMs } = event.result;
      const score = JSON.stringify(objectives);
      terminal.debug(`${evaluationKey.slice(0, 12)} ${status} ${score} ${trainMs.toFixed(0)} ms`);
      arrived += 1;
      // The line looks at the whole run: made for every result, it would take the square of a generation.
      const now = clock();
      if (now - shownMs < REFRESH_MS) return;
      shownMs = now;
      const { best, mean, trained } = readingsOf(plan, state);
      const parts = [`${stageInWords(plan, state)}: ${trained}/${due} trained`, rate()];
      terminal.status([...parts, `best ${best}`, `mean ${mean}`, left()].join(', '));
    }
    if (event.type === 'generation-closed') {
      const { best, mean, trained, ofBaseline } = readingsOf(plan, state);
      const known = plan.evaluations.filter(({ dispatch }) => dispatch === 'known').length;
      const diverged = event.facts.filter((fact) => fact.status === 'diverged').length;
      const beside = state.campaign.baseline === null ? '' : ` (${ofBaseline} of the baseline)`;
      const seconds = ((clock() - beganMs) / 1000).toFixed(1);
      terminal.say(
        `${stageInWords(plan, state).padEnd(16)} best ${best}  mean ${mean}  ${trained} trained${beside}, ` +
          `${known} known, ${diverged} diverged  ${rate()}  ${seconds} s, ` +
          left(),
      );
      const stop = event.stop ?? plan.stop;
      if (stop !== undefined) terminal.say(`The search ends here: ${stop} was reached.`);
    }
  };
}

/** Images that a training was scored on: where nothing was measured there is no speed either. */
function validatedBy(results: readonly EvaluationResult[]): number {
  for (const { objectives } of results) {
    const accuracy = objectives?.accuracy;
    if (typeof accuracy === 'object') return accuracy.total;
  }
  return 1;
}

/** A resumed run goes on in the middle of a batch. */
function openPlan(state: RunState): GenerationPlanned | undefined {
  return state.batches.find((batch) => batch.facts === null)?.planned;
}

/** The ledger counts generations from 0, people from 1. */
function stageInWords({ stage, batch }: GenerationPlanned, { started }: RunState): string {
  const { generations } = started.config.strategy;
  return stage.startsWith('generation') ? `generation ${batch + 1}/${generations ?? '?'}` : stage;
}

/** Best and mean are the search's own; what was trained is the baseline's too. */
function readingsOf(plan: GenerationPlanned, state: RunState) {
  const results = plan.evaluations.flatMap(({ evaluationKey, dispatch, candidateId }) => {
    const result = state.results.get(evaluationKey);
    const arm = armOf(state.campaign, candidateId);
    return result === undefined ? [] : [{ ...result, isTrained: dispatch === 'train', arm }];
  });
  const ofMain = results.filter(({ arm }) => arm === 'main');
  const readings = ofMain.flatMap(({ objectives }) => firstReading(objectives) ?? []);
  const mean = readings.reduce((sum, reading) => sum + reading, 0) / readings.length;
  const trained = results.filter(({ isTrained }) => isTrained);
  return {
    best: percent(greatest(readings)),
    mean: percent(mean),
    trained: trained.length,
    ofBaseline: trained.filter(({ arm }) => arm === 'baseline').length,
  };
}
