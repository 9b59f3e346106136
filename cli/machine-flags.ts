// The flags of scope `machine`: how this machine works on a run, and what each says where it is absent.
import { availableParallelism } from 'node:os';
import { BACKENDS } from '../shared/contracts/engine-choice.ts';
import { InvalidInput, shown } from '../shared/kernel/errors.ts';
import { either, type FlagValues, type NumberRange, type RunFlag } from './flags.ts';
import type { LivePage } from './page/run-pages.ts';

/** As long as a timer of Node's can wait. */
const SECONDS: NumberRange = { min: 0, isAbove: true, max: Math.floor((2 ** 31 - 1) / 1000) };
const MAX_WORKERS = 1024;

export const MACHINE_FLAGS = {
  continue: {
    scope: 'machine',
    recordedRun: ['continue'],
    type: 'text',
    group: 'Search',
    value: 'DIR',
    help: 'Extend the run in DIR by --generations +N; known trainings are not repeated',
    without: 'a new run',
  },
  'data-dir': {
    scope: 'machine',
    moved: {},
    also: ['evaluate', 'compare-strategies'],
    type: 'text',
    group: 'Data',
    value: 'DIR',
    help: 'Directory with the files of the data set; files next to a manifest take precedence',
    without: 'EVOLAMBDA_DATA_DIR, else the cache',
  },
  'offline-digits': {
    scope: 'machine',
    recordedRun: ['continue'],
    type: 'switch',
    group: 'Data',
    help: 'Use generated digits if MNIST is not available',
  },
  engine: {
    scope: 'machine',
    recordedRun: [],
    also: ['evaluate', 'compare-strategies'],
    type: 'text',
    group: 'Engine',
    value: 'NAME',
    help: `Training engine: ${either(Object.keys(BACKENDS))}`,
    choices: Object.keys(BACKENDS),
    without: 'onnx',
  },
  backend: {
    scope: 'machine',
    recordedRun: [],
    also: ['evaluate', 'compare-strategies'],
    type: 'text',
    group: 'Engine',
    value: 'NAME',
    help: `Backend of the engine: ${either(BACKENDS.tfjs)} for tfjs; ${either(BACKENDS.onnx)} for onnx`,
    choices: [...new Set(Object.values(BACKENDS).flat())],
    without: 'the fastest available for tfjs, cpu for onnx',
  },
  trainer: {
    scope: 'machine',
    moved: { help: 'Trainer module of the run, if it was moved', without: 'the recorded path' },
    also: ['evaluate'],
    type: 'text',
    group: 'Engine',
    value: 'FILE',
    help: 'JavaScript module that trains in place of an engine (docs/library.md)',
    without: 'none',
  },
  'training-seconds': {
    scope: 'machine',
    also: ['evaluate', 'compare-strategies'],
    range: SECONDS,
    type: 'number',
    group: 'Engine',
    value: 'S',
    help: 'Seconds after which a training times out and is retried',
    without: '900',
  },
  workers: {
    scope: 'machine',
    also: ['compare-strategies'],
    range: { min: 1, max: MAX_WORKERS },
    type: 'integer',
    group: 'Engine',
    value: 'N',
    help: 'Maximum number of worker threads',
    without: 'one per core',
  },
  out: {
    scope: 'machine',
    recordedRun: ['continue'],
    type: 'text',
    group: 'Output',
    value: 'DIR',
    help: 'Directory for the run, new or empty',
    without: 'runs/<time>-seed<N>',
  },
  'max-seconds': {
    scope: 'machine',
    range: SECONDS,
    type: 'number',
    group: 'Limits',
    value: 'S',
    help: 'Seconds after which the search ends and trainings in progress are aborted',
    without: 'no cap',
  },
  'no-page': {
    scope: 'machine',
    type: 'switch',
    group: 'Output',
    help: 'Serve no live page; DIR/report.html is written nevertheless',
  },
  open: {
    scope: 'machine',
    type: 'switch',
    group: 'Output',
    help: 'Open the live page in the browser',
  },
  json: {
    scope: 'machine',
    also: ['evaluate', 'compare-strategies'],
    type: 'switch',
    group: 'Output',
    help: 'Print only JSON on standard output; messages go to standard error',
  },
} satisfies Readonly<Record<string, RunFlag & { readonly scope: 'machine' }>>;

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
