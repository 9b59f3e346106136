// The help: what each command does, its flags with their units and defaults, the exit codes.
import { EVALUATE_FLAGS } from './commands/evaluate.ts';
import { REPLAY_FLAGS } from './commands/replay.ts';
import { type Flags, flagsInWords } from './flags.ts';
import { RESUME_FLAGS, RUN_FLAGS } from './run-flags.ts';

interface CommandHelp {
  readonly usage: string;
  readonly purpose: string;
  readonly flags: Flags;
}

const COMMANDS: Readonly<Record<string, CommandHelp>> = {
  run: {
    usage: 'run [flags]',
    purpose: 'evolve networks, by default with the article’s settings',
    flags: RUN_FLAGS,
  },
  start: {
    usage: 'start [flags]',
    purpose: 'run that goes on with generated digits where MNIST cannot be had (npm start)',
    flags: RUN_FLAGS,
  },
  resume: {
    usage: 'resume DIR [flags]',
    purpose: 'go on with the run in DIR where it was stopped',
    flags: RESUME_FLAGS,
  },
  replay: {
    usage: 'replay DIR [flags]',
    purpose: 'make every decision of the run in DIR again',
    flags: REPLAY_FLAGS,
  },
  evaluate: {
    usage: 'evaluate --genome FILE|-',
    purpose: 'train and score genomes without a search',
    flags: EVALUATE_FLAGS,
  },
  space: {
    usage: 'space',
    purpose: 'print the default search space as JSON, to be changed for --space',
    flags: {},
  },
};

const EXAMPLES = `Examples:
  evolambda run --quick
  evolambda run --population 20 --generations 5 --seed 7 --out runs/seven --json
  evolambda resume runs/seven
  evolambda space > space.json
  echo '{"layers":[{"units":256,"activation":"relu"}],"optimizer":{"kind":"adam","learningRate":0.001}}' \\
    | evolambda evaluate --genome - --json`;

const EXIT_CODES = `Exit codes: 0 done, also when a cap ended the search; 1 the machine failed (disk, network,
workers) and the same command may succeed later; 2 the input is wrong; 3 a budget is used up;
4 a stored file is damaged, or a replay differs; 130 and 143 stopped by Ctrl-C or SIGTERM.
EVOLAMBDA_DEBUG=1 shows where an error came from.`;

/** Names of the commands, as a person may give them. */
export const COMMAND_NAMES = Object.keys(COMMANDS);

/** @param name of a command; without one, all of them */
export function help(name?: string): string {
  const one = name === undefined ? undefined : COMMANDS[name];
  if (one !== undefined) {
    return [`evolambda ${one.usage}`, `  ${one.purpose}`, flagsInWords(one.flags), EXIT_CODES]
      .filter((part) => part !== '')
      .join('\n\n');
  }
  const overview = Object.values(COMMANDS).map(
    ({ usage, purpose }) => `  ${`evolambda ${usage}`.padEnd(36)}${purpose}`,
  );
  // `start` has the flags of `run`.
  const flags = Object.entries(COMMANDS)
    .filter(([command, { flags }]) => command !== 'start' && Object.keys(flags).length > 0)
    .map(([command, { flags }]) => `Flags of ${command}:\n${flagsInWords(flags)}`);
  return [
    'evolambda: evolutionary search over small neural networks',
    [...overview, '  evolambda --version', '  evolambda COMMAND --help'].join('\n'),
    ...flags,
    EXAMPLES,
    EXIT_CODES,
  ].join('\n\n');
}
