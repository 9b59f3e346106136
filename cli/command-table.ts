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

export interface CommandHelp {
  readonly name: string;
  readonly usage: string;
  readonly purpose: string;
  readonly flags: Flags;
  readonly examples: readonly string[];
}

export const HERE: readonly CommandHelp[] = [
  {
    name: 'run',
    usage: 'run [flags]',
    purpose: 'evolve networks, by default with the article’s settings',
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
    usage: 'resume DIR [flags]',
    purpose: 'go on with the run in DIR where it was stopped',
    flags: RESUME_FLAGS,
    examples: ['evolambda resume runs/seven'],
  },
  {
    name: 'replay',
    usage: 'replay DIR [flags]',
    purpose: 'make every decision of the run in DIR again',
    flags: REPLAY_FLAGS,
    examples: ['evolambda replay runs/seven'],
  },
  {
    name: 'evaluate',
    usage: 'evaluate --genome FILE|-',
    purpose: 'train and score genomes without a search',
    flags: EVALUATE_FLAGS,
    examples: [
      'evolambda evaluate --genome runs/seven/champion/genome.json --replicates 8',
      'echo \'{"layers":[{"units":256,"activation":"relu"}],"optimizer":{"kind":"adam","learningRate":0.001}}\' | evolambda evaluate --genome - --json',
    ],
  },
  {
    name: 'champion',
    usage: 'champion show|export DIR [flags]',
    purpose: 'the model card, or the network as ONNX and for TensorFlow.js',
    flags: CHAMPION_FLAGS,
    examples: [
      'evolambda champion show runs/seven',
      'evolambda champion export runs/seven --format onnx --out web/model',
      'evolambda champion export runs/seven --candidate g3-7',
    ],
  },
  {
    name: 'export',
    usage: 'export DIR --csv|--jsonl',
    purpose: 'all evaluations of the run in DIR as a table',
    flags: EXPORT_FLAGS,
    examples: ['evolambda export runs/seven --csv --out evaluations.csv'],
  },
  {
    name: 'report',
    usage: 'report DIR [flags]',
    purpose: 'the page of the run in DIR as one HTML file, made again from its ledger',
    flags: REPORT_FLAGS,
    examples: ['evolambda report runs/seven --open'],
  },
  {
    name: 'compare',
    usage: 'compare DIR… [flags]',
    purpose: 'recorded runs side by side in one page: medians, intervals, paired tests',
    flags: COMPARE_RUNS_FLAGS,
    examples: [
      'evolambda compare runs/seven runs/eight --open',
      'evolambda compare runs/comparison --out strategies.html --json',
    ],
  },
  {
    name: 'compare-strategies',
    usage: 'compare-strategies [flags]',
    purpose: 'paired runs of strategies with equal training examples, and what they say',
    flags: COMPARE_FLAGS,
    examples: [
      'evolambda compare-strategies --strategies halving,random --pairs 10',
      'evolambda compare-strategies --strategies tournament,random --quick --out runs/quick-pairs',
    ],
  },
  {
    name: 'list',
    usage: 'list [FOLDER]',
    purpose: 'the runs in a folder, runs/ where it is not said',
    flags: LIST_FLAGS,
    examples: ['evolambda list'],
  },
  {
    name: 'show',
    usage: 'show RUN',
    purpose: 'a recorded run, batch by batch; RUN is its directory or a name in runs/',
    flags: SHOW_FLAGS,
    examples: ['evolambda show seven'],
  },
  {
    name: 'space',
    usage: 'space print|check FILE',
    purpose: 'the default search space as JSON; or whether one in a file can be searched',
    flags: SPACE_FLAGS,
    examples: ['evolambda space print > space.json', 'evolambda space check space.json'],
  },
  {
    name: 'data',
    usage: 'data list|get|verify [ID|FILE]',
    purpose:
      'the data sets of this machine: where they are, download, check headers, sizes and hashes',
    flags: DATA_FLAGS,
    examples: [
      'evolambda data list',
      'evolambda data get fashion-mnist',
      'evolambda data verify mnist',
    ],
  },
  {
    name: 'doctor',
    usage: 'doctor',
    purpose: 'engines, processor, cache, data: what is here, what is missing, and what adds it',
    flags: DOCTOR_FLAGS,
    examples: ['evolambda doctor'],
  },
  {
    name: 'completion',
    usage: 'completion bash|zsh|fish',
    purpose: 'a script that completes commands and flags in a shell',
    flags: {},
    examples: ['eval "$(evolambda completion bash)"'],
  },
];

export const ON_AWS: readonly CommandHelp[] = [
  {
    name: 'deploy',
    usage: 'deploy [flags]',
    purpose: 'check the account, then make or update the stack (from a clone)',
    flags: DEPLOY_FLAGS,
    examples: ['evolambda deploy --context maxConcurrency=50'],
  },
  {
    name: 'data',
    usage: 'data push ID|FILE [flags]',
    purpose: 'put a data set or a manifest’s files into the stack’s bucket',
    flags: DATA_PUSH_FLAGS,
    examples: ['evolambda data push my-data/manifest.json'],
  },
  {
    name: 'start',
    usage: 'start [flags]',
    purpose: 'start a run and leave it to itself',
    flags: START_FLAGS,
    examples: ['evolambda start --name seven --seed 7 --budget-usd 2'],
  },
  {
    name: 'watch',
    usage: 'watch RUN [flags]',
    purpose: 'follow a run to its end; Ctrl-C leaves it running',
    flags: STACK_FLAGS,
    examples: ['evolambda watch seven'],
  },
  {
    name: 'status',
    usage: 'status [RUN] [flags]',
    purpose: 'list the runs, or tell all of one',
    flags: STACK_FLAGS,
    examples: ['evolambda status', 'evolambda status seven --json'],
  },
  {
    name: 'results',
    usage: 'results RUN [flags]',
    purpose: 'bring a run here, as if it had been made here: replay takes it',
    flags: RESULTS_FLAGS,
    examples: ['evolambda results seven --out runs/seven'],
  },
  {
    name: 'report',
    usage: 'report RUN --stack NAME',
    purpose: 'the page of a run on AWS as one HTML file, as far as the run is',
    flags: REMOTE_REPORT_FLAGS,
    examples: [
      'evolambda report seven --stack Evolambda --open',
      'evolambda report --stack Evolambda --execution seven --out seven.html',
    ],
  },
  {
    name: 'stop',
    usage: 'stop RUN [flags]',
    purpose: 'stop a run; it spends no more, and can be resumed',
    flags: STACK_FLAGS,
    examples: ['evolambda stop seven'],
  },
  {
    name: 'resume',
    usage: 'resume RUN --stack NAME',
    purpose: 'go on with a run on AWS that was stopped or failed',
    flags: REMOTE_RESUME_FLAGS,
    examples: ['evolambda resume seven --stack Evolambda'],
  },
  {
    name: 'cost',
    usage: 'cost [RUN] [flags]',
    purpose: 'what was spent and reserved, of which caps',
    flags: STACK_FLAGS,
    examples: ['evolambda cost'],
  },
  {
    name: 'destroy',
    usage: 'destroy [flags]',
    purpose: 'stop all runs and delete the stack; its data stay unless --delete-data',
    flags: DESTROY_FLAGS,
    examples: ['evolambda destroy', 'evolambda destroy --delete-data'],
  },
];

/** Not a word of `evolambda`, but asked for with `npm start -- --help`. */
export const NPM_START: CommandHelp = {
  name: 'npm start',
  usage: 'run [flags], by npm start -- [flags]',
  purpose: 'run that goes on with generated digits where MNIST cannot be had',
  flags: RUN_FLAGS,
  examples: ['npm start', 'npm start -- --quick'],
};
