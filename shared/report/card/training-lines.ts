// The section "Training" of a model card: the search, how the final phase chose, and the cost of both.
import { isBuiltIn } from '../../contracts/engine-choice.ts';
import { counted, grouped } from '../../kernel/counted.ts';
import { duration } from '../../kernel/duration.ts';
import type { RunState } from '../../steps/run-state.ts';
import { isReused, trainedBy } from '../../steps/trained.ts';
import { workMs } from '../analysis/spending.ts';
import { howChosen } from '../how-chosen.ts';
import type { CardSubject } from './card-subject.ts';

export function trainingLines({ state, isChampion }: CardSubject): string[] {
  return [...search(state), ...selection(state, isChampion), ...cost(state)];
}

function search({ started, ledgerHash, isReproducible, stop }: RunState): string[] {
  const { config, engine } = started;
  const { strategy, budget, finalPhase } = config;
  const schedule = isBuiltIn(engine.name) ? `, learning rate ${budget.schedule}` : '';
  return [
    `Search strategy \`${JSON.stringify(strategy)}\`, seed ${config.seed}`,
    `Base budget ${grouped(budget.examples)} examples per training${schedule}`,
    ...(stop === null ? [] : [`The search ended early: ${stop}`]),
    finalPhase === null ? 'No final phase' : `Final phase \`${JSON.stringify(finalPhase)}\``,
    `Ledger hash ${ledgerHash}${isReproducible ? '' : ' (not reproducible from the seed: a time or money limit ended the search)'}`,
  ];
}

function selection({ started: { config, engine } }: RunState, isChampion: boolean): string[] {
  if (!isChampion || config.finalPhase === null) {
    return ['Selection: exported by its id; the final phase of this run did not choose it'];
  }
  return howChosen(config.finalPhase, isBuiltIn(engine.name)).map((line) => `Selection: ${line}`);
}

function cost(state: RunState): string[] {
  const results = [...state.results.values()];
  const { evaluations, examples } = trainedBy(state);
  const reused = results.filter((one) => isReused(one, state.started));
  const seen = reused.reduce((sum, { examplesSeen }) => sum + examplesSeen, examples);
  const ofOthers = reused.length === 0 ? '' : `; an earlier run made ${reused.length} of them`;
  const reported = results.flatMap(({ trainFlops }) => trainFlops ?? []);
  const flops = reported.reduce((sum, one) => sum + one, 0);
  const work =
    reported.length < results.length ? '' : `, ${flops.toExponential(2)} floating-point operations`;
  const ms = results.reduce((sum, one) => sum + workMs(one), 0);
  const processors = [...new Set(results.map(({ provenance }) => provenance.cpu))];
  return [
    `Cost: ${counted(evaluations + reused.length, 'training')} on ${grouped(seen)} examples${work}${ofOthers}`,
    `Time: ${duration(ms / 1000)} of training and scoring on all workers (${processors.join('; ')})`,
  ];
}
