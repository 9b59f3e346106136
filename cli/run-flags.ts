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
    value: 'N',
    help: 'candidates of a generation',
    without: '50',
  },
  generations: {
    range: { min: 1, max: 10_000 },
    type: 'count',
    value: 'N|+N',
    help: 'populations evaluated; with --continue, so many more',
    without: '10',
  },
  continue: {
    type: 'text',
    value: 'DIR',
    help: 'makes the run in DIR longer (--generations +N): what it has trained is not trained again',
    without: 'a new run',
  },
  examples: {
    range: { min: BATCH_SIZE, max: Number.MAX_SAFE_INTEGER },
    type: 'integer',
    value: 'N',
    help: 'training examples of a candidate, in batches of 64',
    without: '6464',
  },
  seed: {
    range: { min: 0, max: Number.MAX_SAFE_INTEGER },
    type: 'integer',
    value: 'N',
    help: 'decides every draw of the run',
    without: '1',
  },
  strategy: {
    type: 'text',
    value: 'NAME',
    help: 'halving, tournament or random (docs/science.md)',
    choices: ['halving', 'tournament', 'random'],
    without: 'tournament',
  },
  schedule: {
    type: 'text',
    value: 'NAME',
    help: 'learning rate of a candidate’s training: constant, or linear: falling to 0',
    choices: ['constant', 'linear'],
    without: 'constant',
  },
  preset: {
    type: 'text',
    value: 'NAME',
    help: 'settings under one name: article or quick; other flags go before it',
    choices: Object.keys(PRESETS),
    without: 'the defaults',
  },
  set: {
    type: 'list',
    value: 'PATH=VALUE',
    help: 'any setting by its path, such as finish.epochs=3, before all flags; may be repeated',
    without: 'none',
  },
  enqueue: {
    type: 'text',
    value: 'FILE',
    help: 'genomes known to be good, as JSON: the first of the first batch',
    without: 'none',
  },
  patience: {
    range: { min: 1, max: 10_000 },
    type: 'integer',
    value: 'N',
    help: 'the search ends once N batches in a row brought nothing better',
    without: 'never',
  },
  config: {
    type: 'text',
    value: 'FILE',
    help: 'settings as JSON, as an execution on AWS takes them; flags go before it',
    without: 'flags alone',
  },
  space: {
    type: 'text',
    value: 'FILE',
    help: 'search space as JSON (docs/search-space.md)',
    without: 'the article’s: evolambda space',
  },
  dataset: {
    type: 'text',
    value: 'ID|FILE',
    help: 'mnist, fashion-mnist, generated-digits or a manifest',
    without: 'mnist',
  },
  'data-dir': {
    type: 'text',
    value: 'DIR',
    help: 'where the files lie, unless they lie beside a manifest',
    without: 'EVOLAMBDA_DATA_DIR, else the cache',
  },
  'offline-digits': { type: 'switch', help: 'generated digits where MNIST cannot be had' },
  engine: {
    type: 'text',
    value: 'NAME',
    help: 'what trains: onnx or tfjs',
    choices: Object.keys(BACKENDS),
    without: 'onnx',
  },
  backend: {
    type: 'text',
    value: 'NAME',
    help: 'of tfjs: native, wasm, cpu; of onnx: cpu, cuda',
    choices: [...new Set(Object.values(BACKENDS).flat())],
    without: 'of tfjs the best there is, of onnx cpu',
  },
  trainer: {
    type: 'text',
    value: 'FILE',
    help: 'a trainer of your own in place of an engine: a JavaScript module (docs/library.md)',
    without: 'an engine',
  },
  'training-seconds': {
    range: SECONDS,
    type: 'number',
    value: 'S',
    help: 'a training that takes longer counts as hanging, and is tried again',
    without: '900',
  },
  workers: {
    range: { min: 1, max: MAX_WORKERS },
    type: 'integer',
    value: 'N',
    help: 'training threads at most; each starts when it has work',
    without: 'one a core',
  },
  out: {
    type: 'text',
    value: 'DIR',
    help: 'directory of the run, new or empty',
    without: 'runs/<time>-seed<N>',
  },
  'max-evaluations': {
    range: { min: 1, max: Number.MAX_SAFE_INTEGER },
    type: 'integer',
    value: 'N',
    help: 'cap on trainings, finish included',
    without: 'no cap',
  },
  'max-examples': {
    range: { min: 1, max: Number.MAX_SAFE_INTEGER },
    type: 'integer',
    value: 'N',
    help: 'cap on training examples, finish included',
    without: 'no cap',
  },
  'max-seconds': {
    range: SECONDS,
    type: 'number',
    value: 'S',
    help: 'seconds of training, then what is in flight is aborted',
    without: 'no cap',
  },
  'no-finish': { type: 'switch', help: 'search only: no re-ranking, no champion, no test' },
  baseline: {
    type: 'switch',
    help: 'random search beside the run, with as many examples and a finish of its own',
  },
  quick: {
    type: 'switch',
    help: 'a champion in a minute: --preset quick',
  },
  'no-page': { type: 'switch', help: 'no live page; report.html in DIR is written all the same' },
  open: { type: 'switch', help: 'opens the live page in the browser' },
  json: { type: 'switch', help: 'JSON alone on standard output, words on standard error' },
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
    value: 'FILE',
    help: 'the manifest of the run’s data set, where it was moved',
    without: 'where the run found it',
  },
  trainer: {
    type: 'text',
    value: 'FILE',
    help: 'the run’s trainer module, where it was moved',
    without: 'where the run found it',
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
