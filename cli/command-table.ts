// The commands as data: what each does, its flags and examples. Help and completion are made of it.
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
import type { Flags } from './flags.ts';
import {
  DATA_PUSH_FLAGS,
  DEPLOY_FLAGS,
  DESTROY_FLAGS,
  REMOTE_REPORT_FLAGS,
  REMOTE_RESUME_FLAGS,
  RESULTS_FLAGS,
  STACK_FLAGS,
  START_FLAGS,
} from './remote/remote-flags.ts';
import { RESUME_FLAGS, RUN_FLAGS } from './run-flags.ts';

/** Titles of the overview, in its order. */
export const COMMAND_GROUPS = [
  'Search',
  'Results',
  'Data and search space',
  'This machine',
  'AWS',
] as const;

export interface CommandHelp {
  readonly name: string;
  readonly group: (typeof COMMAND_GROUPS)[number];
  readonly usage: string;
  /** One line of the overview, in the imperative. */
  readonly purpose: string;
  /** Further sentences of the command's own help. */
  readonly details?: string;
  readonly flags: Flags;
  readonly examples: readonly string[];
}

export const HERE: readonly CommandHelp[] = [
  {
    name: 'run',
    group: 'Search',
    usage: 'run [flags]',
    purpose: 'Search for a network, train the champion and test it',
    details:
      'Without flags, the search uses the settings of the article on MNIST. The run stores its results in a new directory.',
    flags: RUN_FLAGS,
    examples: [
      'evolambda run --quick',
      'evolambda run --population 20 --generations 5 --seed 7 --out runs/seven --json',
      'evolambda run --config runs/seven/config.json --set finish.epochs=10',
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
    usage: 'show RUN',
    purpose: 'Print the generations and the summary of a run',
    details: 'RUN is its directory, or its name in runs/.',
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

export const ON_AWS: readonly CommandHelp[] = [
  {
    name: 'deploy',
    group: 'AWS',
    usage: 'deploy [flags]',
    purpose: 'Check the account, then create or update the stack',
    details: 'The command needs a clone of the repository.',
    flags: DEPLOY_FLAGS,
    examples: ['evolambda deploy --context maxConcurrency=50'],
  },
  {
    name: 'data',
    group: 'AWS',
    usage: 'data push ID|FILE [flags]',
    purpose: 'Upload a data set to the bucket of the stack',
    details: 'FILE is the manifest of a data set.',
    flags: DATA_PUSH_FLAGS,
    examples: ['evolambda data push my-data/manifest.json'],
  },
  {
    name: 'start',
    group: 'AWS',
    usage: 'start [flags]',
    purpose: 'Start a run and return at once',
    flags: START_FLAGS,
    examples: ['evolambda start --name seven --seed 7 --budget-usd 2'],
  },
  {
    name: 'watch',
    group: 'AWS',
    usage: 'watch RUN [flags]',
    purpose: 'Follow a run to its end',
    details: 'Ctrl-C ends the command, not the run.',
    flags: STACK_FLAGS,
    examples: ['evolambda watch seven'],
  },
  {
    name: 'status',
    group: 'AWS',
    usage: 'status [RUN] [flags]',
    purpose: 'List all runs, or print the state of one run',
    flags: STACK_FLAGS,
    examples: ['evolambda status', 'evolambda status seven --json'],
  },
  {
    name: 'results',
    group: 'AWS',
    usage: 'results RUN [flags]',
    purpose: 'Copy a run to this machine',
    details: 'All commands for runs of this machine accept the copy, including replay and resume.',
    flags: RESULTS_FLAGS,
    examples: ['evolambda results seven --out runs/seven'],
  },
  {
    name: 'report',
    group: 'AWS',
    usage: 'report RUN --stack NAME',
    purpose: 'Write the page of a run on AWS as one HTML file',
    details: 'The run may still be in progress.',
    flags: REMOTE_REPORT_FLAGS,
    examples: [
      'evolambda report seven --stack Evolambda --open',
      'evolambda report --stack Evolambda --execution seven --out seven.html',
    ],
  },
  {
    name: 'stop',
    group: 'AWS',
    usage: 'stop RUN [flags]',
    purpose: 'Stop a run; it can be resumed',
    details: 'A stopped run spends no more money.',
    flags: STACK_FLAGS,
    examples: ['evolambda stop seven'],
  },
  {
    name: 'resume',
    group: 'AWS',
    usage: 'resume RUN --stack NAME',
    purpose: 'Resume a run that was stopped or failed',
    flags: REMOTE_RESUME_FLAGS,
    examples: ['evolambda resume seven --stack Evolambda'],
  },
  {
    name: 'cost',
    group: 'AWS',
    usage: 'cost [RUN] [flags]',
    purpose: 'Print the spend, the reservations and the caps',
    flags: STACK_FLAGS,
    examples: ['evolambda cost'],
  },
  {
    name: 'destroy',
    group: 'AWS',
    usage: 'destroy [flags]',
    purpose: 'Stop all runs and delete the stack; keep its data',
    details: '--delete-data also deletes the table and the bucket.',
    flags: DESTROY_FLAGS,
    examples: ['evolambda destroy', 'evolambda destroy --delete-data'],
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
