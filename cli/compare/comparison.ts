// A comparison of strategies: runs with paired seeds, the same finish and the same number of training
// examples, judged by two endpoints that are fixed beforehand. The test split stays sealed.
import { join } from 'node:path';
import type { TaskData } from '../../shared/contracts/evaluation.ts';
import type { ObjectiveDeclaration } from '../../shared/contracts/objective.ts';
import type { RunConfig } from '../../shared/contracts/run-config.ts';
import { type Fault, InvalidInput } from '../../shared/kernel/errors.ts';
import { comparePairs, type PairedComparison } from '../../shared/report/paired-comparison.ts';
import { finalPhaseReserve } from '../../shared/search/final-stages.ts';
import { strategies as known, strategySettings } from '../../shared/search/registry.ts';
import { PRESETS } from '../../shared/steps/presets.ts';

/**
 * Further trainings of a champion, on the budget of its retraining and on that of the search: selected by
 * nothing, so that their means are unbiased.
 */
export const ENDPOINT_SEEDS = { primary: 3, second: 8 } as const;

/** Generations of a run until its examples are used up: what is known already is not paid for again. */
const ROOM = 5;

/** With the room, a run has the 10,000 that a strategy takes at most. */
const MAX_GENERATIONS = 10_000 / ROOM;

/** Settings of a run that would cut the searches of a comparison unequally, or mix another into them. */
const UNEQUAL = ['maxEvaluations', 'maxExamples', 'patience', 'baseline'] as const;

export interface Judged {
  /** Mean of the champion's primary objective on the budget of its retraining, over 3 further seeds. */
  readonly primary: number;
  /** The same at the search's budget, over 8 further seeds. */
  readonly second: number;
  /** Training examples of the search, without the finish. */
  readonly examples: number;
  readonly evaluations: number;
  readonly genomeHash: string;
  readonly genome: unknown;
}

export interface Comparison {
  readonly config: RunConfig;
  readonly strategies: readonly string[];
  readonly pairs: number;
  readonly directory: string;
}

/** What can be compared: strategies, and the article's with all that goes with it. */
export const COMPARED: readonly string[] = [...Object.keys(known), 'article'];

/** Training examples that every search may use: what its generations would cost if nothing were known. */
export function searchExamples({ strategy, budget }: RunConfig): number {
  return Number(strategy.population ?? 50) * Number(strategy.generations ?? 10) * budget.examples;
}

/** @throws InvalidInput naming all that would make the searches unequal */
export function refuseUnequal(config: RunConfig): void {
  const faults: Fault[] = UNEQUAL.filter((name) => config[name] !== undefined).map((name) => ({
    path: name,
    value: String(config[name]),
    problem: 'not allowed in a comparison',
    allowed: 'population × generations × examples as the only limit',
  }));
  const { generations } = config.strategy;
  if (Number(generations) > MAX_GENERATIONS) {
    const allowed = `at most ${MAX_GENERATIONS} in a comparison`;
    faults.push({ path: 'strategy.generations', value: String(generations), allowed });
  }
  if (faults.length > 0) throw new InvalidInput(faults);
}

/**
 * The configuration of one run of a pair.
 * @throws InvalidInput when a setting is not the strategy's
 * @param strategy a strategy's name, or `article`: the preset's, with its constant learning rate
 */
export function configOfRun(
  { config }: Pick<Comparison, 'config'>,
  strategy: string,
  pair: number,
  data: TaskData,
): RunConfig {
  const { name, population, generations, ...own } = config.strategy;
  const preset = PRESETS[strategy];
  // The settings of the configuration's own strategy are no other's.
  const settings = preset?.strategy ?? (strategy === name ? own : {});
  const wanted = {
    name: strategy,
    ...settings,
    population,
    generations: ROOM * Number(generations),
  };
  const schedule =
    (preset?.budget.schedule as RunConfig['budget']['schedule']) ?? config.budget.schedule;
  const reserve = finalPhaseReserve(config, data.trainCount);
  return {
    ...config,
    seed: config.seed + pair,
    strategy: strategySettings(wanted, known),
    budget: { ...config.budget, schedule },
    maxExamples: searchExamples(config) + reserve.examples,
  };
}

/** Of each strategy, a run each pair. */
export type Scores = ReadonlyMap<string, readonly Judged[]>;

/**
 * The first strategy against each of the others, by both endpoints.
 * @param objective the primary one, which both endpoints are values of
 */
export function comparisonsOf(
  scores: Scores,
  { direction }: ObjectiveDeclaration,
): PairedComparison[] {
  const [first, ...others] = [...scores];
  if (first === undefined) return [];
  return others.flatMap((other) =>
    (['primary', 'second'] as const).map((endpoint) => {
      const of = ([name, judged]: readonly [string, readonly Judged[]]) =>
        [name, judged.map((one) => one[endpoint])] as const;
      return comparePairs(endpoint, direction, of(first), of(other));
    }),
  );
}

export function placeOfRun({ directory }: Comparison, pair: number, strategy: string): string {
  return join(directory, `pair-${pair + 1}`, strategy);
}
