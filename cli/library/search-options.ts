// What both doors of the library take, and the run configuration that it comes to.
import type { z } from 'zod';
import type { Engine, TaskData } from '../../shared/contracts/evaluation.ts';
import type { RunStarted } from '../../shared/contracts/ledger-events.ts';
import type { ObjectiveDeclaration } from '../../shared/contracts/objective.ts';
import { parseInput } from '../../shared/contracts/parse.ts';
import { DEFAULT_STRATEGY, type RunConfig } from '../../shared/contracts/run-config.ts';
import { collect, type Fault, InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { isObject } from '../../shared/kernel/is-object.ts';
import { append } from '../../shared/kernel/long-lists.ts';
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
  /**
   * What evaluations return: a number for each. The first steers the search, the others are recorded and
   * reported. `fitness`, to be maximised, where it is not said.
   */
  readonly objectives?: readonly ObjectiveDeclaration[] | undefined;
  /**
   * The budget of one evaluation, in a unit of your own (examples, steps, seconds): an integer of 1 or more.
   * 1 by default. `halving` asks for 3 and 9 times as much for the better genomes.
   */
  readonly examples?: number | undefined;
  /**
   * Whether evaluate returns the same for the same genome and budget, always. No genome is evaluated twice
   * with one budget then. False where it is not said: elites are evaluated again, with other seeds.
   */
  readonly deterministic?: boolean | undefined;
  /** Genomes known to be good, the first of the first batch. */
  readonly enqueue?: readonly Genome[] | undefined;
  /** The search ends once so many batches in a row have brought nothing better. */
  readonly patience?: number | undefined;
  readonly maxEvaluations?: number | undefined;
}

const OBJECTIVES: readonly ObjectiveDeclaration[] = [{ name: 'fitness', direction: 'maximize' }];

/** There are no data: the user's function is all that is known. */
const DATA: TaskData = {
  id: 'library',
  hash: 'library',
  splitId: 'library',
  shape: { features: 1 },
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
  const given: Partial<SearchOptions> = isObject(options) ? options : {};
  const isSpace = !faults.some(({ path }) => path === 'space');
  const started = collect(faults, () => {
    const config = configOf(given, isSpace);
    const engine: Engine = { name: 'library', version, backend: 'evaluate', semantics: 1 };
    return prepareRun(config, DATA, engine, `search-seed${config.seed}`, at).started;
  });
  append(faults, replicateFaults(given));
  if (started === undefined || faults.length > 0) throw new InvalidInput(faults);
  return started;
}

/** @param isSpace whether the space is valid; enqueued genomes cannot be checked without one */
function configOf(options: Partial<SearchOptions>, isSpace: boolean): RunConfig {
  const { space, seed, objectives, enqueue, patience, maxEvaluations } = options;
  const input = {
    dataset: DATA.id,
    space: isSpace ? space : undefined,
    seed,
    strategy: withoutReplicates(options),
    objectives: objectives === undefined ? OBJECTIVES : objectives,
    enqueue: isSpace ? ofKind(enqueue, space) : undefined,
    patience,
    maxEvaluations,
    finalPhase: null,
  };
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const { examples = 1, deterministic = false } = options;
  return {
    ...resolveConfig(Object.fromEntries(given), strategies),
    // No mini-batches are counted here: any budget is whole.
    budget: { examples, schedule: 'constant' },
    ...(deterministic ? { deterministic } : {}),
  };
}

/** What is no list, or no genome, is left to the schema, which says so. */
function ofKind(enqueue: unknown, space: SearchOptions['space'] | undefined): unknown {
  if (!Array.isArray(enqueue)) return enqueue;
  return enqueue.map((genome) => (isObject(genome) ? { kind: space?.kind, ...genome } : genome));
}

/** The settings of the strategy, with which it asks for no replicates where none are wanted. */
function withoutReplicates({ strategy, deterministic }: Partial<SearchOptions>): unknown {
  const given = strategy === undefined ? { name: DEFAULT_STRATEGY } : strategy;
  return isObject(given) && deterministic === true
    ? { ...given, ...replicateSettings(given) }
    : given;
}

/** Settings that ask for replicates, beside `deterministic`. */
function replicateFaults({ strategy, deterministic }: Partial<SearchOptions>): Fault[] {
  if (deterministic !== true || !isObject(strategy)) return [];
  return Object.entries(replicateSettings(strategy))
    .filter(([name, none]) => strategy[name] !== undefined && strategy[name] !== none)
    .map(([name, none]) => ({
      path: `strategy.${name}`,
      value: shown(strategy[name]),
      allowed: `${none} with deterministic: true`,
      hint: 'a deterministic search has no replicates',
    }));
}

/** An unknown strategy has none; it is reported separately. */
function replicateSettings({ name = DEFAULT_STRATEGY }: Partial<StrategySettings>) {
  return (Object.hasOwn(strategies, name) && strategies[name]?.withoutReplicates) || {};
}
