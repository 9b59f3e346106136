// What both doors of the library take, and the run configuration that it comes to.
import type { z } from 'zod';
import type { Engine, TaskData } from '../../shared/contracts/evaluation.ts';
import type { RunStarted } from '../../shared/contracts/ledger-events.ts';
import { parseInput } from '../../shared/contracts/parse.ts';
import type { ObjectiveDeclaration, RunConfig } from '../../shared/contracts/run-config.ts';
import { collect, type Fault, InvalidInput } from '../../shared/kernel/errors.ts';
import { isObject } from '../../shared/kernel/is-object.ts';
import { strategies } from '../../shared/search/registry.ts';
import { prepareRun, resolveConfig } from '../../shared/steps/prepare-run.ts';
import type { Space } from './define-space.ts';

export interface StrategySettings {
  /** `tournament`, `halving` or `random`. */
  readonly name: string;
  readonly population?: number | undefined;
  readonly generations?: number | undefined;
  readonly [setting: string]: unknown;
}

/** An option that is undefined is not said. */
export interface SearchOptions<Genome = unknown> {
  readonly space: Space<Genome>;
  /** Decides every draw: the same seed and the same readings give the same search. 1 where it is not said. */
  readonly seed?: number | undefined;
  /** The tournament of the article where it is not said: 50 candidates, 10 generations. */
  readonly strategy?: StrategySettings | undefined;
  /** What evaluations return, the first being what the search goes by; `fitness`, to be maximised, where it is not said. */
  readonly objectives?: readonly ObjectiveDeclaration[] | undefined;
  /** What one evaluation may spend, for those whose work can be longer or shorter; a strategy like `halving` asks for more of it. */
  readonly examples?: number | undefined;
  /** Genomes known to be good, the first of the first batch. */
  readonly enqueue?: readonly Genome[] | undefined;
  /** The search ends once so many batches in a row have brought nothing better. */
  readonly patience?: number | undefined;
  readonly maxEvaluations?: number | undefined;
}

const OBJECTIVES: readonly ObjectiveDeclaration[] = [{ name: 'fitness', direction: 'maximize' }];

/** There are no data: the user's function is all that is known. */
const DATA: TaskData = {
  id: 'custom',
  hash: 'custom',
  splitId: 'custom',
  pixels: 1,
  classes: 2,
  trainCount: 64,
  generated: false,
};

/**
 * The first event of a search.
 * @param schema the names and forms of the options of its door
 * @param version of what evaluates, which results depend on
 * @throws InvalidInput with every fault of the options
 */
export function startedSearch(
  schema: z.ZodType,
  options: SearchOptions | undefined,
  version: string,
  at: string,
): RunStarted {
  const faults: Fault[] = [];
  collect(faults, () => parseInput(schema, options ?? {}));
  const started = collect(faults, () => {
    const config = configOf(isObject(options) ? options : {});
    const engine: Engine = { name: 'custom', version, backend: 'evaluate', semantics: 1 };
    return prepareRun(config, DATA, engine, `search-seed${config.seed}`, at).started;
  });
  if (started === undefined || faults.length > 0) throw new InvalidInput(faults);
  return started;
}

function configOf(options: Partial<SearchOptions>): RunConfig {
  const { space, seed, strategy, objectives, examples, enqueue, patience, maxEvaluations } =
    options;
  const input = {
    dataset: DATA.id,
    space,
    seed,
    strategy: strategy === undefined ? { name: 'tournament' } : strategy,
    objectives: objectives === undefined ? OBJECTIVES : objectives,
    budget: examples === undefined ? undefined : { examples },
    // What is no list, or no genome, is left to the schema, which says so.
    enqueue: Array.isArray(enqueue)
      ? enqueue.map((genome) => (isObject(genome) ? { ...genome, kind: space?.kind } : genome))
      : enqueue,
    patience,
    maxEvaluations,
    finish: null,
  };
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return resolveConfig(Object.fromEntries(given), strategies);
}
