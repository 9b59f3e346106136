// The help: an overview of the commands; and for each its flags with units and defaults, its examples and exit codes.
import { ON_AWS } from './aws-commands.ts';
import { COMMAND_GROUPS, type CommandHelp } from './command-help.ts';
import { HERE, NPM_START } from './command-table.ts';
import type { Completed } from './commands/completion.ts';
import { COMMON_FLAGS, type Flags, flagsInWords } from './flags.ts';
import { inColumns, wrapped } from './help-columns.ts';

/** Where texts begin in the overview. */
const OVERVIEW_COLUMN = 34;

const EXAMPLES = [
  'evolambda run --quick --out runs/first',
  'evolambda champion export runs/first --out web/model',
  'evolambda start --name first --budget-usd 1',
];

const EXIT_CODES =
  'Exit codes: 0 success, 1 failure, 2 invalid input, 3 cap reached, 4 damaged file, 128 + N signal N';

const SEE_ALSO = [
  'Flags of a command: evolambda COMMAND --help. Documentation: docs/README.md.',
  'In a clone or a project, run the commands as: npm exec --no -- evolambda COMMAND',
  EXIT_CODES,
];

const AWS_WORDS =
  'Account, region and endpoint come from the settings of the AWS CLI: AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL.';

const ALL: readonly CommandHelp[] = [...HERE, ...ON_AWS];

/** Names of the commands, as a person may give them. */
export const COMMAND_NAMES = [...new Set(ALL.map(({ name }) => name))];

/** What a shell completes: of each command, the flags it has here or on AWS. */
export const COMPLETED: Completed = new Map(
  COMMAND_NAMES.map((command) => {
    const forms = ALL.filter(({ name }) => name === command);
    const flags: Flags = Object.assign({}, ...forms.map((form) => form.flags), {
      ...COMMON_FLAGS,
      help: { type: 'switch', group: 'Output', help: 'Print this help' },
    });
    const words = forms.map(({ usage }) => usage.split(' ')[1] ?? '');
    const verbs = words.filter((word) => /^[a-z|]+$/.test(word)).flatMap((word) => word.split('|'));
    const takesPath = forms.some(({ usage }) => /DIR|FILE|FOLDER|RUN/.test(usage));
    return [command, { flags, verbs, takesPath }];
  }),
);

/** @param name of a command; without one, the overview */
export function help(name?: string): string {
  const found = [...ALL, NPM_START].filter((command) => command.name === name);
  if (found.length === 0) return overview();
  const parts = found.flatMap(({ usage, purpose, details, flags, examples, group }) => [
    `Usage: evolambda ${usage}`,
    wrapped(`${purpose}.${details === undefined ? '' : ` ${details}`}`).join('\n'),
    flagsInWords({ ...flags, ...COMMON_FLAGS }),
    section('Examples', examples),
    ...(group === 'AWS' ? [wrapped(AWS_WORDS).join('\n')] : []),
  ]);
  return [...parts, EXIT_CODES].join('\n\n');
}

/** Every command in one line. */
function overview(): string {
  const groups = COMMAND_GROUPS.map((group) => {
    const commands = ALL.filter((command) => command.group === group);
    const lines = commands.map(({ usage, purpose }) =>
      inColumns(usage.replace(' [flags]', ''), purpose, OVERVIEW_COLUMN),
    );
    return [group, ...lines].join('\n');
  });
  return [
    'Usage: evolambda COMMAND [flags]',
    'Evolutionary search over small neural networks, on this machine or on AWS.',
    ...groups,
    section('Examples', EXAMPLES),
    section('See also', SEE_ALSO),
  ].join('\n\n');
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}
