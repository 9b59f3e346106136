// The commands as data: what each does, its flags and examples. Help and completion are made of it.

import type { CommandHelp } from './command-help.ts';
import { CHAMPION_FLAGS } from './commands/champion.ts';
import { COMPARE_RUNS_FLAGS } from './commands/compare.ts';
import { COMPARE_FLAGS } from './commands/compare-strategies.ts';
import { DATA_FLAGS } from './commands/data.ts';
import { DOCTOR_FLAGS } from './commands/doctor.ts';
import { EVALUATE_FLAGS } from './commands/evaluate.ts';
import { EXPORT_FLAGS } from './commands/export.ts';
import { LIST_FLAGS } from './commands/list.ts';
import { REPLAY_FLAGS } from './commands/replay.ts';
import { REPORT_FLAGS } from './commands/report.ts';
import { SHOW_FLAGS } from './commands/show.ts';
import { SPACE_FLAGS } from './commands/space.ts';
import { RESUME_FLAGS, RUN_FLAGS } from './run-flags.ts';

export const HERE: readonly CommandHelp[] = [
  {
    name: 'run',
    group: 'Search',
    usage: 'run [flags]',
    purpose: 'Search for a network, train the champion and test it',
    details:
      'Without flags, the search runs on MNIST with the population, generations and budget of the article; --preset article selects all of its settings. The run stores its results in a new directory.',
    flags: RUN_FLAGS,
    examples: [
      'evolambda run --quick',
      'evolambda run --population 20 --generations 5 --seed 7 --out runs/seven --json',
      'evolambda run --config runs/seven/config.json --set finalPhase.epochs=10',
      'evolambda run --continue runs/seven --generations +5',
    ],
  },
  {
    name: 'resume',
    group: 'Search',
    usage: 'resume DIR [flags]',
    purpose: 'Resume the run in DIR',
    details: 'The run continues with the settings that it was started with.',
    flags: RESUME_FLAGS,
    examples: ['evolambda resume runs/seven'],
  },
  {
    name: 'evaluate',
    group: 'Search',
    usage: 'evaluate --genome FILE|-',
    purpose: 'Train and score genomes without a search',
    details: 'The command prints one line per genome.',
    flags: EVALUATE_FLAGS,
    examples: [
      'evolambda evaluate --genome runs/seven/champion/genome.json --replicates 8',
      'echo \'{"layers":[{"units":256,"activation":"relu"}],"optimizer":{"kind":"adam","learningRate":0.001}}\' | evolambda evaluate --genome - --json',
    ],
  },
  {
    name: 'compare-strategies',
    group: 'Search',
    usage: 'compare-strategies [flags]',
    purpose: 'Compare strategies in paired runs with equal training examples',
    details: 'The same command resumes a comparison that was stopped.',
    flags: COMPARE_FLAGS,
    examples: [
      'evolambda compare-strategies --strategies halving,random --pairs 10',
      'evolambda compare-strategies --strategies tournament,random --quick --out runs/quick-pairs',
    ],
  },
  {
    name: 'list',
    group: 'Results',
    usage: 'list [FOLDER]',
    purpose: 'List the runs in FOLDER, by default runs/',
    flags: LIST_FLAGS,
    examples: ['evolambda list'],
  },
  {
    name: 'show',
    group: 'Results',
    usage: 'show DIR',
    purpose: 'Print the generations and the summary of a run',
    details: 'DIR is the directory of the run, or its name in runs/.',
    flags: SHOW_FLAGS,
    examples: ['evolambda show seven'],
  },
  {
    name: 'report',
    group: 'Results',
    usage: 'report DIR [flags]',
    purpose: 'Write the page of a run as one HTML file',
    flags: REPORT_FLAGS,
    examples: ['evolambda report runs/seven --open'],
  },
  {
    name: 'champion',
    group: 'Results',
    usage: 'champion show|export DIR [flags]',
    purpose: 'Print the model card, or export the network (ONNX, TensorFlow.js)',
    flags: CHAMPION_FLAGS,
    examples: [
      'evolambda champion show runs/seven',
      'evolambda champion export runs/seven --format onnx --out web/model',
      'evolambda champion export runs/seven --candidate g3-7',
    ],
  },
  {
    name: 'export',
    group: 'Results',
    usage: 'export DIR --csv|--jsonl',
    purpose: 'Export all evaluations of a run as a table',
    flags: EXPORT_FLAGS,
    examples: ['evolambda export runs/seven --csv --out evaluations.csv'],
  },
  {
    name: 'compare',
    group: 'Results',
    usage: 'compare DIR… [flags]',
    purpose: 'Compare runs on one page: medians, intervals, paired tests',
    details: 'DIR is a directory of a run, or a folder of such directories.',
    flags: COMPARE_RUNS_FLAGS,
    examples: [
      'evolambda compare runs/seven runs/eight --open',
      'evolambda compare runs/comparison --out strategies.html --json',
    ],
  },
  {
    name: 'replay',
    group: 'Results',
    usage: 'replay DIR [flags]',
    purpose: 'Recompute all decisions of a run and compare the ledger hash',
    flags: REPLAY_FLAGS,
    examples: ['evolambda replay runs/seven'],
  },
  {
    name: 'data',
    group: 'Data and search space',
    usage: 'data list|get|verify [ID|FILE]',
    purpose: 'List the data sets, download one, or verify its files',
    details: 'verify checks headers, sizes and SHA-256 hashes.',
    flags: DATA_FLAGS,
    examples: [
      'evolambda data list',
      'evolambda data get fashion-mnist',
      'evolambda data verify mnist',
    ],
  },
  {
    name: 'space',
    group: 'Data and search space',
    usage: 'space print|check FILE',
    purpose: 'Print the default search space, or check the one in FILE',
    flags: SPACE_FLAGS,
    examples: ['evolambda space print > space.json', 'evolambda space check space.json'],
  },
  {
    name: 'doctor',
    group: 'This machine',
    usage: 'doctor',
    purpose: 'Check engines, cache and data of this machine',
    details: 'For everything that is missing, the command prints how to add it.',
    flags: DOCTOR_FLAGS,
    examples: ['evolambda doctor'],
  },
  {
    name: 'completion',
    group: 'This machine',
    usage: 'completion bash|zsh|fish',
    purpose: 'Print a script that completes commands and flags in a shell',
    flags: {},
    examples: ['eval "$(evolambda completion bash)"'],
  },
];

/** Not a word of `evolambda`, but asked for with `npm start -- --help`. */
export const NPM_START: CommandHelp = {
  name: 'npm start',
  group: 'Search',
  usage: 'run [flags], as npm start -- [flags]',
  purpose: 'Start a run, with generated digits if MNIST is not available',
  flags: RUN_FLAGS,
  examples: ['npm start', 'npm start -- --quick'],
};
