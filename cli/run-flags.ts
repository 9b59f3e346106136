// The flags of `run`: those of scope `search` stand here, those of scope `machine` in machine-flags.ts. Each declaration
// states which other commands accept the flag.
import { BATCH_SIZE, budgetSchema } from '../shared/contracts/budget.ts';
import { DEFAULT_STRATEGY } from '../shared/contracts/run-config.ts';
import { KNOWN_IDS } from '../shared/data/manifests/built-in-manifest.ts';
import { strategies } from '../shared/search/registry.ts';
import type { StrategyEntry } from '../shared/search/strategy.ts';
import { PRESETS } from '../shared/steps/presets.ts';
import { either, type Flag, type Flags, type RunFlag } from './flags.ts';
import { MACHINE_FLAGS } from './machine-flags.ts';

/** Scope `search`: they make the recorded configuration, and `start` accepts them too. */
const SEARCH_FLAGS = {
  population: {
    scope: 'search',
    setting: 'strategy.population',
    also: ['compare-strategies'],
    range: { min: 1, max: 100_000 },
    type: 'integer',
    group: 'Search',
    value: 'N',
    help: 'Candidates per generation',
    without: '50',
  },
  generations: {
    scope: 'search',
    setting: 'strategy.generations',
    recordedRun: ['continue'],
    also: ['compare-strategies'],
    range: { min: 1, max: 10_000 },
    type: 'count',
    group: 'Search',
    value: 'N|+N',
    help: 'Generations of the search; with --continue, +N further generations',
    without: '10',
  },
  examples: {
    scope: 'search',
    setting: 'budget.examples',
    also: ['compare-strategies'],
    range: { min: BATCH_SIZE, max: Number.MAX_SAFE_INTEGER },
    type: 'integer',
    group: 'Search',
    value: 'N',
    help: 'Training examples per candidate, in mini-batches of 64',
    without: '6464',
  },
  seed: {
    scope: 'search',
    setting: 'seed',
    also: ['compare-strategies'],
    range: { min: 0, max: Number.MAX_SAFE_INTEGER },
    type: 'integer',
    group: 'Search',
    value: 'N',
    help: 'Random seed of the run',
    without: '1',
  },
  strategy: {
    scope: 'search',
    setting: 'strategy.name',
    type: 'text',
    group: 'Search',
    value: 'NAME',
    help: `Search strategy (docs/science.md): ${either(Object.values(strategies).map(inWords))}`,
    choices: Object.keys(strategies),
    without: DEFAULT_STRATEGY,
  },
  schedule: {
    scope: 'search',
    setting: 'budget.schedule',
    also: ['compare-strategies'],
    type: 'text',
    group: 'Search',
    value: 'NAME',
    help: 'Learning rate during a training: constant, or linear (falling to 0)',
    choices: budgetSchema.shape.schedule.unwrap().options,
    without: 'constant',
  },
  preset: {
    scope: 'search',
    also: ['compare-strategies'],
    type: 'text',
    group: 'Search',
    value: 'NAME',
    help: `Named settings: ${either(Object.keys(PRESETS))}; other flags take precedence`,
    choices: Object.keys(PRESETS),
    without: 'none',
  },
  set: {
    scope: 'search',
    also: ['compare-strategies'],
    type: 'list',
    group: 'Search',
    value: 'PATH=VALUE',
    help: 'Any setting by its path, such as finalPhase.epochs=3; takes precedence over all flags; repeatable',
    without: 'none',
  },
  enqueue: {
    scope: 'search',
    setting: 'enqueue',
    type: 'text',
    group: 'Search',
    value: 'FILE',
    help: 'JSON file with genomes to evaluate first, in generation 0',
    without: 'none',
  },
  patience: {
    scope: 'search',
    setting: 'patience',
    range: { min: 1, max: 10_000 },
    type: 'integer',
    group: 'Search',
    value: 'N',
    help: 'Generations without an improvement after which the search ends',
    without: 'no early stopping',
  },
  config: {
    scope: 'search',
    also: ['compare-strategies'],
    type: 'text',
    group: 'Search',
    value: 'FILE',
    help: 'JSON file with settings, as the input of an execution on AWS; flags take precedence',
    without: 'none',
  },
  space: {
    scope: 'search',
    setting: 'space',
    also: ['compare-strategies'],
    type: 'text',
    group: 'Search',
    value: 'FILE',
    help: 'JSON file with the search space (docs/search-space.md)',
    without: 'the output of space print',
  },
  dataset: {
    scope: 'search',
    setting: 'dataset',
    recordedRun: ['resume', 'continue'],
    moved: {
      value: 'FILE',
      help: 'Manifest of the run’s data set, if it was moved',
      without: 'the recorded path',
    },
    also: ['evaluate', 'compare-strategies'],
    type: 'text',
    group: 'Data',
    value: 'ID|FILE',
    help: `${KNOWN_IDS.join(', ')}, or the manifest of another data set`,
    without: 'mnist',
  },
  'max-evaluations': {
    scope: 'search',
    setting: 'maxEvaluations',
    range: { min: 1, max: Number.MAX_SAFE_INTEGER },
    type: 'integer',
    group: 'Limits',
    value: 'N',
    help: 'Cap on the number of trainings, including the final phase',
    without: 'no cap',
  },
  'max-examples': {
    scope: 'search',
    setting: 'maxExamples',
    range: { min: 1, max: Number.MAX_SAFE_INTEGER },
    type: 'integer',
    group: 'Limits',
    value: 'N',
    help: 'Cap on the number of training examples, including the final phase',
    without: 'no cap',
  },
  'no-final-phase': {
    scope: 'search',
    setting: 'finalPhase',
    settingValue: null,
    type: 'switch',
    group: 'Search',
    help: 'Skip the final phase: no re-ranking, no champion, no test',
  },
  baseline: {
    scope: 'search',
    setting: 'baseline',
    type: 'switch',
    group: 'Search',
    help: 'Also run a random search with as many training examples and its own final phase',
  },
  quick: {
    scope: 'search',
    also: ['compare-strategies'],
    type: 'switch',
    group: 'Search',
    help: 'The same as --preset quick: a champion in about a minute',
  },
} satisfies Readonly<Record<string, RunFlag & { readonly scope: 'search' }>>;

const { population, generations, ...search } = SEARCH_FLAGS;
const { continue: extended, ...machine } = MACHINE_FLAGS;

/** In the order of the help: --continue stands beside --generations, which it requires. */
export const RUN_FLAGS: Readonly<
  Record<keyof typeof SEARCH_FLAGS | keyof typeof MACHINE_FLAGS, RunFlag>
> = { population, generations, continue: extended, ...search, ...machine };

const ENTRIES: readonly (readonly [string, RunFlag])[] = Object.entries(RUN_FLAGS);

/** Flags of `run` that name anew what a run records by its path, as the help of a recorded run describes them. */
export const MOVED_FLAGS: Flags = Object.fromEntries(
  ENTRIES.flatMap(([name, flag]) =>
    flag.moved === undefined ? [] : [[name, { ...flag, ...flag.moved }]],
  ),
);

/** Flags of `run` that another command accepts; `continue` is `run --continue`. */
export function flagsFor(
  command: 'start' | 'resume' | 'continue' | 'evaluate' | 'compare-strategies',
): Flags {
  const shared: Record<string, Flag> = {};
  for (const [name, flag] of ENTRIES) {
    const { scope, also = [] } = flag;
    const { recordedRun = scope === 'machine' ? ['resume', 'continue'] : [] } = flag;
    const accepting = [...(scope === 'search' ? ['start'] : []), ...recordedRun, ...also];
    if (accepting.includes(command)) shared[name] = flag;
  }
  return shared;
}

function inWords({ strategy, help }: StrategyEntry): string {
  return `${strategy.name} (${help})`;
}
