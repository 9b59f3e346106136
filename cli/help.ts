// The help: what each command does, its flags with their units and defaults, the exit codes.
import { type CommandHelp, HERE, NPM_START, ON_AWS } from './command-table.ts';
import type { Completed } from './commands/completion.ts';
import { COMMON_FLAGS, type Flags, flagsInWords } from './flags.ts';

const INVOCATION = `In a clone, and wherever the package is installed: npm exec --no -- evolambda COMMAND. (--no: a
mistyped or missing package is then never fetched from a registry.)`;

const COMMON = 'Every command: --log-level error|info|debug, or EVOLAMBDA_LOG_LEVEL [info].';

const EXIT_CODES = `Exit codes: 0 done; 1 the machine failed (disk, network, workers, AWS), a watched run did, or no
candidate of three generations completed; 2 the input is wrong, credentials and names on AWS included;
3 a budget is used up, or a cap ended the search (what it found is there); 4 a stored file is damaged, or
a replay differs; 129, 130 and 143 stopped by SIGHUP, Ctrl-C or SIGTERM.`;

const AWS_WORDS = `On AWS, account, region and endpoint are found as the AWS command line finds them: AWS_PROFILE,
AWS_REGION, AWS_ENDPOINT_URL … Each command there has flags of its own: evolambda COMMAND --help.`;

const ALL: readonly CommandHelp[] = [...HERE, ...ON_AWS];

/** Names of the commands, as a person may give them. */
export const COMMAND_NAMES = [...new Set(ALL.map(({ name }) => name))];

/** What a shell completes: of each command, the flags it has here or on AWS. */
export const COMPLETED: Completed = new Map(
  COMMAND_NAMES.map((command) => {
    const forms = ALL.filter(({ name }) => name === command);
    const flags: Flags = Object.assign({}, ...forms.map((form) => form.flags), {
      ...COMMON_FLAGS,
      help: { type: 'switch', help: 'this' },
    });
    const words = forms.map(({ usage }) => usage.split(' ')[1] ?? '');
    const verbs = words.filter((word) => /^[a-z|]+$/.test(word)).flatMap((word) => word.split('|'));
    const takesPath = forms.some(({ usage }) => /DIR|FILE|FOLDER|RUN/.test(usage));
    return [command, { flags, verbs, takesPath }];
  }),
);

/** @param name of a command; without one, all of them */
export function help(name?: string): string {
  const found = [...ALL, NPM_START].filter((command) => command.name === name);
  if (found.length > 0) {
    const parts = found.flatMap(({ usage, purpose, flags, examples }) => [
      `evolambda ${usage}`,
      `  ${purpose}`,
      flagsInWords(flags),
      examplesInWords(examples),
    ]);
    return [...parts, COMMON, EXIT_CODES].filter((part) => part !== '').join('\n\n');
  }
  const flags = HERE.filter((command) => Object.keys(command.flags).length > 0).map(
    (command) => `Flags of ${command.name}:\n${flagsInWords(command.flags)}`,
  );
  return [
    'evolambda: evolutionary search over small neural networks',
    `On this machine:\n${overview(HERE)}`,
    `On AWS:\n${overview(ON_AWS)}`,
    ['  evolambda --version, -V', '  evolambda COMMAND --help, -h'].join('\n'),
    ...flags,
    AWS_WORDS,
    examplesInWords(ALL.flatMap(({ examples }) => examples.slice(0, 1))),
    INVOCATION,
    COMMON,
    EXIT_CODES,
  ].join('\n\n');
}

function examplesInWords(examples: readonly string[]): string {
  return ['Examples:', ...examples.map((example) => `  ${example}`)].join('\n');
}

function overview(commands: readonly CommandHelp[]): string {
  return commands
    .map(({ usage, purpose }) => `  ${`evolambda ${usage}`.padEnd(43)}${purpose}`)
    .join('\n');
}
