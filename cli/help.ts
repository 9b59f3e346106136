// The help: an overview of the commands; and for each its flags with units and defaults, its examples and exit codes.
import { COMMAND_GROUPS, type Command } from './command.ts';
import { COMMON_FLAGS, flagsInWords } from './flags.ts';
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

/** @param name of a command; without one, the overview */
export function help(commands: readonly Command[], name?: string): string {
  const found = commands.filter((command) => command.name === name);
  if (found.length === 0) return overview(commands);
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
function overview(all: readonly Command[]): string {
  const groups = COMMAND_GROUPS.map((group) => {
    const commands = all.filter((command) => command.group === group);
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
