// The flags of `run`, and the configuration that they spell.
import { availableParallelism } from 'node:os';
import { BATCH_SIZE } from '../shared/contracts/budget.ts';
import { BACKENDS } from '../shared/contracts/engine-choice.ts';
import { InvalidInput, shown } from '../shared/kernel/errors.ts';
import { PRESETS } from '../shared/steps/presets.ts';
import type { Flag, Flags, FlagValues, NumberRange } from './flags.ts';
import type { LivePage } from './page/run-pages.ts';

/** As long as a timer of Node's can wait. */
const SECONDS: NumberRange = { min: 0, isAbove: true, max: Math.floor((2 ** 31 - 1) / 1000) };
const MAX_WORKERS = 1024;

export const RUN_FLAGS: Flags = {
  population: {
    range: { min: 1, max: 100_000 },
    type: 'integer',
    group: 'Search',
    value: 'N',
    help: 'Candidates per generation',
    without: '50',
  },
  generations: {
    range: { min: 1, max: 10_000 },
    type: 'count',
    group: 'Search',
    value: 'N|+N',
    help: 'Generations of the search; with --continue, +N further generations',
    without: '10',
  },
  continue: {
    type: 'text',
    group: 'Search',
    value: 'DIR',
    help: 'Extend the run in DIR by --generations +N; known trainings are not repeated',
    without: 'a new run',
  },
  examples: {
    range: { min: BATCH_SIZE, max: Number.MAX_SAFE_INTEGER },
    type: 'integer',
    group: 'Search',
    value: 'N',
    help: 'Training examples per candidate, in mini-batches of 64',
    without: '6464',
  },
  seed: {
    range: { min: 0, max: Number.MAX_SAFE_INTEGER },
    type: 'integer',
    group: 'Search',
    value: 'N',
    help: 'Random seed of the run',
    without: '1',
  },
  strategy: {
    type: 'text',
    group: 'Search',
    value: 'NAME',
    help: 'Search strategy: halving, tournament or random (docs/science.md)',
    choices: ['halving', 'tournament', 'random'],
    without: 'tournament',
  },
  schedule: {
    type: 'text',
    group: 'Search',
    value: 'NAME',
    help: 'Learning rate during a training: constant, or linear (falling to 0)',
    choices: ['constant', 'linear'],
    without: 'constant',
  },
  preset: {
    type: 'text',
    group: 'Search',
    value: 'NAME',
    help: 'Named settings: article or quick; other flags take precedence',
    choices: Object.keys(PRESETS),
    without: 'none',
  },
  set: {
    type: 'list',
    group: 'Search',
    value: 'PATH=VALUE',
    help: 'Any setting by its path, such as finalPhase.epochs=3; takes precedence over all flags; repeatable',
    without: 'none',
  },
  enqueue: {
    type: 'text',
    group: 'Search',
    value: 'FILE',
    help: 'JSON file with genomes to evaluate first, in generation 0',
    without: 'none',
  },
  patience: {
    range: { min: 1, max: 10_000 },
    type: 'integer',
    group: 'Search',
    value: 'N',
    help: 'Generations without an improvement after which the search ends',
    without: 'no early stopping',
  },
  config: {
    type: 'text',
    group: 'Search',
    value: 'FILE',
    help: 'JSON file with settings, as the input of an execution on AWS; flags take precedence',
    without: 'none',
  },
  space: {
    type: 'text',
    group: 'Search',
    value: 'FILE',
    help: 'JSON file with the search space (docs/search-space.md)',
    without: 'the output of space print',
  },
  dataset: {
    type: 'text',
    group: 'Data',
    value: 'ID|FILE',
    help: 'mnist, fashion-mnist, generated-digits, or the manifest of another data set',
    without: 'mnist',
  },
  'data-dir': {
    type: 'text',
    group: 'Data',
    value: 'DIR',
    help: 'Directory with the files of the data set; files next to a manifest take precedence',
    without: 'EVOLAMBDA_DATA_DIR, else the cache',
  },
  'offline-digits': {
    type: 'switch',
    group: 'Data',
    help: 'Use generated digits if MNIST is not available',
  },
  engine: {
    type: 'text',
    group: 'Engine',
    value: 'NAME',
    help: 'Training engine: onnx or tfjs',
    choices: Object.keys(BACKENDS),
    without: 'onnx',
  },
  backend: {
    type: 'text',
    group: 'Engine',
    value: 'NAME',
    help: 'Backend of the engine: native, wasm or cpu for tfjs; cpu or cuda for onnx',
    choices: [...new Set(Object.values(BACKENDS).flat())],
    without: 'the fastest available for tfjs, cpu for onnx',
  },
  trainer: {
    type: 'text',
    group: 'Engine',
    value: 'FILE',
    help: 'JavaScript module that trains in place of an engine (docs/library.md)',
    without: 'none',
  },
  'training-seconds': {
    range: SECONDS,
    type: 'number',
    group: 'Engine',
    value: 'S',
    help: 'Seconds after which a training times out and is retried',
    without: '900',
  },
  workers: {
    range: { min: 1, max: MAX_WORKERS },
    type: 'integer',
    group: 'Engine',
    value: 'N',
    help: 'Maximum number of worker threads',
    without: 'one per core',
  },
  out: {
    type: 'text',
    group: 'Output',
    value: 'DIR',
    help: 'Directory for the run, new or empty',
    without: 'runs/<time>-seed<N>',
  },
  'max-evaluations': {
    range: { min: 1, max: Number.MAX_SAFE_INTEGER },
    type: 'integer',
    group: 'Limits',
    value: 'N',
    help: 'Cap on the number of trainings, including the final phase',
    without: 'no cap',
  },
  'max-examples': {
    range: { min: 1, max: Number.MAX_SAFE_INTEGER },
    type: 'integer',
    group: 'Limits',
    value: 'N',
    help: 'Cap on the number of training examples, including the final phase',
    without: 'no cap',
  },
  'max-seconds': {
    range: SECONDS,
    type: 'number',
    group: 'Limits',
    value: 'S',
    help: 'Seconds after which the search ends and trainings in progress are aborted',
    without: 'no cap',
  },
  'no-final-phase': {
    type: 'switch',
    group: 'Search',
    help: 'Skip the final phase: no re-ranking, no champion, no test',
  },
  baseline: {
    type: 'switch',
    group: 'Search',
    help: 'Also run a random search with as many training examples and its own final phase',
  },
  quick: {
    type: 'switch',
    group: 'Search',
    help: 'The same as --preset quick: a champion in about a minute',
  },
  'no-page': {
    type: 'switch',
    group: 'Output',
    help: 'Serve no live page; DIR/report.html is written nevertheless',
  },
  open: { type: 'switch', group: 'Output', help: 'Open the live page in the browser' },
  json: {
    type: 'switch',
    group: 'Output',
    help: 'Print only JSON on standard output; messages go to standard error',
  },
};

/** The flags of `run` that say how to work, not what to search. */
export const RESUME_FLAGS: Flags = {
  ...Object.fromEntries(
    [
      ...['workers', 'dataset', 'data-dir', 'trainer', 'training-seconds', 'max-seconds'],
      ...['no-page', 'open', 'json'],
    ].map((name) => [name, RUN_FLAGS[name] as Flag]),
  ),
  dataset: {
    type: 'text',
    group: 'Data',
    value: 'FILE',
    help: 'Manifest of the run’s data set, if it was moved',
    without: 'the recorded path',
  },
  trainer: {
    type: 'text',
    group: 'Engine',
    value: 'FILE',
    help: 'Trainer module of the run, if it was moved',
    without: 'the recorded path',
  },
};

export function workersOf({ workers }: FlagValues): number {
  return Number(workers ?? Math.min(availableParallelism(), MAX_WORKERS));
}

export function maxSecondsOf({ 'max-seconds': seconds }: FlagValues): number | undefined {
  return seconds === undefined ? undefined : Number(seconds);
}

/** No training of the default space comes near this on any machine that we know. */
const HANG_SECONDS = 15 * 60;

export function hangMsOf({ 'training-seconds': seconds = HANG_SECONDS }: FlagValues): number {
  return 1000 * Number(seconds);
}

/** @throws InvalidInput when a page is to be opened that there is not to be */
export function livePageOf({ 'no-page': none, open }: FlagValues): LivePage {
  if (none !== true) return open === true ? 'opened' : 'served';
  if (open !== true) return 'none';
  throw new InvalidInput([
    {
      path: '--open',
      value: shown(open),
      problem: 'not allowed together with --no-page',
      allowed: 'one of the two',
    },
  ]);
}
