// The help: what each command does, its flags with their units and defaults, the exit codes.
import { CHAMPION_FLAGS } from './commands/champion.ts';
import { EVALUATE_FLAGS } from './commands/evaluate.ts';
import { EXPORT_FLAGS } from './commands/export.ts';
import { REPLAY_FLAGS } from './commands/replay.ts';
import { type Flags, flagsInWords } from './flags.ts';
import {
  DATA_PUSH_FLAGS,
  DEPLOY_FLAGS,
  DESTROY_FLAGS,
  REMOTE_RESUME_FLAGS,
  RESULTS_FLAGS,
  STACK_FLAGS,
  START_FLAGS,
} from './remote/remote-flags.ts';
import { RESUME_FLAGS, RUN_FLAGS } from './run-flags.ts';

interface CommandHelp {
  readonly name: string;
  readonly usage: string;
  readonly purpose: string;
  readonly flags: Flags;
}

const HERE: readonly CommandHelp[] = [
  {
    name: 'run',
    usage: 'run [flags]',
    purpose: 'evolve networks, by default with the article’s settings',
    flags: RUN_FLAGS,
  },
  {
    name: 'resume',
    usage: 'resume DIR [flags]',
    purpose: 'go on with the run in DIR where it was stopped',
    flags: RESUME_FLAGS,
  },
  {
    name: 'replay',
    usage: 'replay DIR [flags]',
    purpose: 'make every decision of the run in DIR again',
    flags: REPLAY_FLAGS,
  },
  {
    name: 'evaluate',
    usage: 'evaluate --genome FILE|-',
    purpose: 'train and score genomes without a search',
    flags: EVALUATE_FLAGS,
  },
  {
    name: 'champion',
    usage: 'champion show|export DIR [flags]',
    purpose: 'the model card, or the network as ONNX and for TensorFlow.js',
    flags: CHAMPION_FLAGS,
  },
  {
    name: 'export',
    usage: 'export DIR --csv|--jsonl',
    purpose: 'all evaluations of the run in DIR as a table',
    flags: EXPORT_FLAGS,
  },
  {
    name: 'space',
    usage: 'space',
    purpose: 'print the default search space as JSON, to be changed for --space',
    flags: {},
  },
];

const ON_AWS: readonly CommandHelp[] = [
  {
    name: 'deploy',
    usage: 'deploy [flags]',
    purpose: 'check the account, then make or update the stack (from a clone)',
    flags: DEPLOY_FLAGS,
  },
  {
    name: 'data',
    usage: 'data push ID|FILE [flags]',
    purpose: 'put a data set or a manifest’s files into the stack’s bucket',
    flags: DATA_PUSH_FLAGS,
  },
  {
    name: 'start',
    usage: 'start [flags]',
    purpose: 'start a run and leave it to itself',
    flags: START_FLAGS,
  },
  {
    name: 'watch',
    usage: 'watch RUN [flags]',
    purpose: 'follow a run to its end; Ctrl-C leaves it running',
    flags: STACK_FLAGS,
  },
  {
    name: 'status',
    usage: 'status [RUN] [flags]',
    purpose: 'list the runs, or tell all of one',
    flags: STACK_FLAGS,
  },
  {
    name: 'results',
    usage: 'results RUN [flags]',
    purpose: 'bring a run here, as if it had been made here: replay takes it',
    flags: RESULTS_FLAGS,
  },
  {
    name: 'stop',
    usage: 'stop RUN [flags]',
    purpose: 'stop a run; it spends no more, and can be resumed',
    flags: STACK_FLAGS,
  },
  {
    name: 'resume',
    usage: 'resume RUN --stack NAME',
    purpose: 'go on with a run on AWS that was stopped or failed',
    flags: REMOTE_RESUME_FLAGS,
  },
  {
    name: 'cost',
    usage: 'cost [RUN] [flags]',
    purpose: 'what was spent and reserved, of which caps',
    flags: STACK_FLAGS,
  },
  {
    name: 'destroy',
    usage: 'destroy [flags]',
    purpose: 'stop all runs and delete the stack; its data stay unless --delete-data',
    flags: DESTROY_FLAGS,
  },
];

/** Not a word of `evolambda`, but asked for with `npm start -- --help`. */
const NPM_START: CommandHelp = {
  name: 'npm start',
  usage: 'run [flags], by npm start -- [flags]',
  purpose: 'run that goes on with generated digits where MNIST cannot be had',
  flags: RUN_FLAGS,
};

const EXAMPLES = `Examples:
  evolambda run --quick
  evolambda run --population 20 --generations 5 --seed 7 --out runs/seven --json
  evolambda resume runs/seven
  evolambda space > space.json
  echo '{"layers":[{"units":256,"activation":"relu"}],"optimizer":{"kind":"adam","learningRate":0.001}}' \\
    | evolambda evaluate --genome - --json
  evolambda deploy --context maxConcurrency=50
  evolambda start --name seven --seed 7 --budget-usd 2 && evolambda watch seven`;

const EXIT_CODES = `Exit codes: 0 done, also when a cap ended the search; 1 the machine failed (disk, network,
workers, AWS) or a watched run did; 2 the input is wrong, credentials and names on AWS included;
3 a budget is used up; 4 a stored file is damaged, or a replay differs; 130 and 143 stopped by
Ctrl-C or SIGTERM. EVOLAMBDA_DEBUG=1 shows where an error came from.`;

const AWS_WORDS = `On AWS, account, region and endpoint are found as the AWS command line finds them: AWS_PROFILE,
AWS_REGION, AWS_ENDPOINT_URL … Each command there has flags of its own: evolambda COMMAND --help.`;

/** Names of the commands, as a person may give them. */
export const COMMAND_NAMES = [...new Set([...HERE, ...ON_AWS].map(({ name }) => name))];

/** @param name of a command; without one, all of them */
export function help(name?: string): string {
  const found = [...HERE, ...ON_AWS, NPM_START].filter((command) => command.name === name);
  if (found.length > 0) {
    const parts = found.flatMap(({ usage, purpose, flags }) => [
      `evolambda ${usage}`,
      `  ${purpose}`,
      flagsInWords(flags),
    ]);
    return [...parts, EXIT_CODES].filter((part) => part !== '').join('\n\n');
  }
  const flags = HERE.filter((command) => Object.keys(command.flags).length > 0).map(
    (command) => `Flags of ${command.name}:\n${flagsInWords(command.flags)}`,
  );
  return [
    'evolambda: evolutionary search over small neural networks',
    `On this machine:\n${overview(HERE)}`,
    `On AWS:\n${overview(ON_AWS)}`,
    ['  evolambda --version', '  evolambda COMMAND --help'].join('\n'),
    ...flags,
    AWS_WORDS,
    EXAMPLES,
    EXIT_CODES,
  ].join('\n\n');
}

function overview(commands: readonly CommandHelp[]): string {
  return commands
    .map(({ usage, purpose }) => `  ${`evolambda ${usage}`.padEnd(37)}${purpose}`)
    .join('\n');
}
