// The run as a person follows it: one line a generation, and a moving line where there is a terminal.

import { performance } from 'node:perf_hooks';
import type { GenerationPlanned, LedgerEvent } from '../shared/contracts/ledger-events.ts';
import { grouped } from '../shared/kernel/counted.ts';
import { duration } from '../shared/kernel/duration.ts';
import { batchCounts, batchScores, meanScore } from '../shared/report/batch-scores.ts';
import { bestInWords, fallOfBest } from '../shared/report/best-in-words.ts';
import { valueInWords } from '../shared/report/percent.ts';
import { printedFitness } from '../shared/report/printed-objective.ts';
import { armOf, bestOf } from '../shared/search/campaign.ts';
import { finalPhaseReserve } from '../shared/search/final-stages.ts';
import type { RunState } from '../shared/steps/run-state.ts';
import { isCached, isReused } from '../shared/steps/trained.ts';
import { estimated } from './estimated-time.ts';
import { remainingSeconds, speedOf } from './remaining-time.ts';
import type { Terminal } from './terminal.ts';

/** Any number of validation images gives the same time left: the speed is measured on as many. */
const VALIDATED = 1;

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
  const objective = printedFitness(state.started);
  let best = bestOf(state.campaign);
  let shownMs = Number.NEGATIVE_INFINITY;
  const rate = () => `${(arrived / ((clock() - plannedMs) / 1000)).toFixed(1)}/s`;
  const left = () => {
    const results = [...state.results.values()];
    // How fast an earlier run was, on whatever machine, counts only as long as nothing else does.
    const own = results.filter((one) => !isReused(one, state.started));
    const { name } = state.started.engine;
    const speed = speedOf(own, VALIDATED, name) ?? speedOf(results, VALIDATED, name);
    if (speed === undefined) return 'ETA unknown';
    const seconds = remainingSeconds(state, speed, workers, VALIDATED);
    return `ETA ${seconds === 0 ? '0 s' : estimated(seconds)}`;
  };
  return (event) => {
    if (event.type === 'generation-planned') {
      plan = event;
      plannedMs = clock();
      arrived = 0;
    }
    if (plan === undefined) return;
    if (event.type === 'evaluation-finished') {
      if (isReused(event.result, state.started)) return;
      const { evaluationKey, status, objectives, trainMs } = event.result;
      const score = JSON.stringify(objectives);
      terminal.debug(`${evaluationKey.slice(0, 12)} ${status} ${score} ${trainMs.toFixed(0)} ms`);
      arrived += 1;
      // The line looks at the whole run: made for every result, it would take the square of a generation.
      const now = clock();
      if (now - shownMs < REFRESH_MS) return;
      shownMs = now;
      const { trained, due, mean } = countsOf(plan, state);
      const parts = [`${stageInWords(plan, state)}: trained ${trained} of ${due}`, rate()];
      const so = plan.phase === 'search' ? [`best ${bestInWords(best, objective)}`] : [];
      terminal.status([...parts, ...so, `mean ${mean}`, left()].join(', '));
    }
    if (event.type === 'generation-closed') {
      const batch = state.batches[event.generation];
      if (batch === undefined) return;
      const { trained } = countsOf(batch.planned, state);
      const elapsed = `elapsed ${duration((clock() - beganMs) / 1000)}`;
      // Where all was cached there is no rate, and nothing that a time could be computed from.
      const pace = trained === 0 ? [elapsed] : [rate(), elapsed, left()];
      terminal.say(
        [
          stageInWords(batch.planned, state).padEnd(18),
          batchScores(state, batch),
          batchCounts(state, batch),
          ...pace,
        ].join('  '),
      );
      const fall = fallOfBest(best, state.campaign, objective);
      if (fall !== undefined) terminal.say(`Note: ${fall}`);
      best = bestOf(state.campaign);
      const stop = event.stop ?? batch.planned.stop;
      if (stop !== undefined) terminal.say(`Note: ${stopInWords(stop, state)}`);
    }
  };
}

/** A resumed run goes on in the middle of a batch. */
function openPlan(state: RunState): GenerationPlanned | undefined {
  return state.batches.find((batch) => batch.facts === null)?.planned;
}

/** A cap covers the final phase, whose share the search cannot use. */
function stopInWords(stop: string, { started: { config, data } }: RunState): string {
  const reserve = finalPhaseReserve(config, data.trainCount);
  const caps: Readonly<Record<string, readonly [number | undefined, number, string]>> = {
    'max-evaluations': [config.maxEvaluations, reserve.evaluations, 'trainings'],
    'max-examples': [config.maxExamples, reserve.examples, 'training examples'],
  };
  const [cap, reserved = 0, unit] = caps[stop] ?? [];
  if (cap === undefined || reserved === 0) return `the search ends early: ${stop} was reached.`;
  return `the search ends early: up to ${grouped(reserved)} of the ${grouped(cap)} ${unit} of ${stop} are reserved for the final phase.`;
}

/** Generations are counted from 0, as candidates are; beside it how many of how many. */
function stageInWords(planned: GenerationPlanned, { started }: RunState): string {
  const { label, generation, phase } = planned;
  const { generations } = started.config.strategy;
  return phase === 'search'
    ? `generation ${generation} (${generation + 1}/${generations ?? '?'})`
    : label;
}

/** The mean is that of the search's own scores so far; what was trained is the baseline's too. */
function countsOf(plan: GenerationPlanned, state: RunState) {
  const results = plan.evaluations.flatMap((planned) => {
    const { evaluationKey, candidateId } = planned;
    const result = state.results.get(evaluationKey);
    const arm = armOf(state.campaign, candidateId);
    return result === undefined ? [] : [{ ...result, isCached: isCached(planned, state), arm }];
  });
  const objective = printedFitness(state.started);
  const ofMain = results.filter(({ arm }) => arm === 'main');
  const trained = results.filter((one) => !one.isCached);
  const cached = plan.evaluations.filter((planned) => isCached(planned, state)).length;
  const admitted = plan.evaluations.filter(({ dispatch }) => dispatch !== 'censored').length;
  return {
    mean: valueInWords(meanScore(ofMain, objective.name), objective),
    trained: trained.length,
    due: admitted - cached,
  };
}
