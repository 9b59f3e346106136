// The commands on AWS without their implementations, which lie in the bundle dist/remote.mjs: help and local commands
// start without the SDK.
import { DEFAULT_STACK } from '../shared/contracts/stack-defaults.ts';
import { KNOWN_IDS } from '../shared/data/manifests/built-in-manifest.ts';
import type { Command } from './command.ts';
import type { Flag, Flags } from './flags.ts';
import { FORCE } from './overwrite.ts';
import { flagsFor, RUN_FLAGS } from './run-flags.ts';

const STACK: Flag = {
  type: 'text',
  group: 'AWS',
  value: 'NAME',
  help: 'Name of the deployed stack',
  without: `EVOLAMBDA_STACK, else ${DEFAULT_STACK}`,
};

/** Of commands that are about this machine without it. */
const REQUIRED_STACK: Flag = { ...STACK, without: 'required' };

/** Of watch, status, stop and cost. */
const STACK_FLAGS: Flags = { stack: STACK, json: RUN_FLAGS.json };

const BUDGET: Flag = {
  type: 'number',
  group: 'Limits',
  value: 'USD',
  range: { min: 0, isAbove: true, max: 1e6 },
  help: 'Cap on the spend of the run, in US dollars',
};

export const ON_AWS = {
  deploy: {
    usage: 'deploy [flags]',
    purpose: 'Check the account, then create or update the stack',
    details: 'The command needs a clone of the repository.',
    flags: {
      stack: STACK,
      context: {
        type: 'list',
        group: 'AWS',
        value: 'NAME=VALUE',
        help: 'Setting of the stack, such as maxConcurrency=50; repeatable',
        without: 'docs/aws-settings.md',
      },
      yes: {
        type: 'switch',
        group: 'AWS',
        help: 'Grant permissions without a prompt; always on without a terminal',
      },
      force: {
        type: 'switch',
        group: 'AWS',
        help: 'Deploy despite running runs, quotas or a missing bootstrap',
      },
      json: RUN_FLAGS.json,
    },
    examples: ['evolambda deploy --context maxConcurrency=50'],
  },
  data: {
    usage: 'data push ID|FILE [flags]',
    purpose: 'Upload a data set to the bucket of the stack',
    details: 'FILE is the manifest of a data set.',
    flags: {
      stack: STACK,
      'data-dir': RUN_FLAGS['data-dir'],
      json: RUN_FLAGS.json,
    },
    examples: ['evolambda data push my-data/manifest.json'],
    isMeantBy: (argv) => argv.find((word) => !word.startsWith('-')) === 'push',
  },
  start: {
    usage: 'start [flags]',
    purpose: 'Start a run and return at once',
    flags: {
      stack: STACK,
      'budget-usd': { ...BUDGET, without: '1' },
      name: {
        type: 'text',
        group: 'AWS',
        value: 'NAME',
        help: 'Id of the run: at most 60 letters, digits, hyphens and underscores',
        without: '<time>-seed<N>',
      },
      ...flagsFor('start'),
      dataset: {
        ...RUN_FLAGS.dataset,
        value: 'ID',
        help: `${KNOWN_IDS.join(', ')}, or the id of an uploaded data set`,
      },
      json: RUN_FLAGS.json,
    },
    examples: ['evolambda start --name seven --seed 7 --budget-usd 2'],
  },
  watch: {
    usage: 'watch RUN [flags]',
    purpose: 'Follow a run to its end',
    details: 'Ctrl-C ends the command, not the run.',
    flags: STACK_FLAGS,
    examples: ['evolambda watch seven'],
  },
  status: {
    usage: 'status [RUN] [flags]',
    purpose: 'List all runs, or print the state of one run',
    flags: STACK_FLAGS,
    examples: ['evolambda status', 'evolambda status seven --json'],
  },
  results: {
    usage: 'results RUN [flags]',
    purpose: 'Copy a run to this machine',
    details: 'All commands for runs of this machine accept the copy, including replay and resume.',
    flags: {
      stack: STACK,
      out: {
        type: 'text',
        group: 'Output',
        value: 'DIR',
        help: 'Directory for the copy: new, empty, or an incomplete copy to complete',
        without: 'runs/RUN',
      },
      json: RUN_FLAGS.json,
    },
    examples: ['evolambda results seven --out runs/seven'],
  },
  report: {
    usage: 'report RUN --stack NAME',
    purpose: 'Write the page of a run on AWS as one HTML file',
    details: 'The run may still be in progress.',
    flags: {
      stack: REQUIRED_STACK,
      execution: {
        type: 'text',
        group: 'AWS',
        value: 'RUN',
        help: 'Name of the execution, in place of RUN',
        without: 'RUN',
      },
      out: {
        type: 'text',
        group: 'Output',
        value: 'FILE',
        help: 'File to write',
        without: 'RUN.html',
      },
      force: FORCE,
      open: { type: 'switch', group: 'Output', help: 'Open the page in the browser' },
      json: RUN_FLAGS.json,
    },
    examples: [
      'evolambda report seven --stack Evolambda --open',
      'evolambda report --stack Evolambda --execution seven --out seven.html',
    ],
    isMeantBy: namesStack,
  },
  stop: {
    usage: 'stop RUN [flags]',
    purpose: 'Stop a run; it can be resumed',
    details: 'A stopped run spends no more money.',
    flags: STACK_FLAGS,
    examples: ['evolambda stop seven'],
  },
  resume: {
    usage: 'resume RUN --stack NAME',
    purpose: 'Resume a run that was stopped or failed',
    flags: {
      stack: REQUIRED_STACK,
      'budget-usd': {
        ...BUDGET,
        without: 'unchanged',
        help: `${BUDGET.help}; includes what it has spent`,
      },
      json: RUN_FLAGS.json,
    },
    examples: ['evolambda resume seven --stack Evolambda'],
    isMeantBy: namesStack,
  },
  cost: {
    usage: 'cost [RUN] [flags]',
    purpose: 'Print the spend, the reservations and the caps',
    flags: STACK_FLAGS,
    examples: ['evolambda cost'],
  },
  destroy: {
    usage: 'destroy [flags]',
    purpose: 'Stop all runs and delete the stack; keep its data',
    details: '--delete-data also deletes the table and the bucket.',
    flags: {
      stack: STACK,
      'delete-data': {
        type: 'switch',
        group: 'AWS',
        help: 'Also delete the table and the bucket with all their data; requires a confirmation',
      },
      confirm: {
        type: 'text',
        group: 'AWS',
        value: 'NAME',
        help: 'Name of the stack, to confirm --delete-data without a prompt',
        without: 'a prompt',
      },
      json: RUN_FLAGS.json,
    },
    examples: ['evolambda destroy', 'evolambda destroy --delete-data'],
  },
} satisfies Readonly<Record<string, Omit<Command, 'name' | 'group' | 'run'>>>;

export type AwsCommandName = keyof typeof ON_AWS;

/** The entry of the bundle. @returns the process's exit code */
export type RunOnAws = (name: AwsCommandName, argv: readonly string[]) => Promise<number>;

export const AWS_COMMANDS: readonly Command[] = (Object.keys(ON_AWS) as AwsCommandName[]).map(
  (name) => ({
    ...ON_AWS[name],
    name,
    group: 'AWS',
    run: async (argv) => {
      const bundle = new URL('./remote.mjs', import.meta.url).href;
      const { main } = (await import(bundle)) as { readonly main: RunOnAws };
      return main(name, argv);
    },
  }),
);

/** A run on AWS is named by its stack, one on this machine by its directory. */
function namesStack(argv: readonly string[]): boolean {
  return argv.some((argument) => argument === '--stack' || argument.startsWith('--stack='));
}
