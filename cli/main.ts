// The command line's composition root: the registry of its commands, and the choice of one by its name.
import { InvalidInput, shown } from '../shared/kernel/errors.ts';
import { nearest } from '../shared/kernel/nearest.ts';
import { evolambdaCommand } from '../shared/kernel/shell-command.ts';
import { AWS_COMMANDS } from './aws-commands.ts';
import type { Command } from './command.ts';
import { championCommand } from './commands/champion.ts';
import { compareCommand } from './commands/compare.ts';
import { compareStrategiesCommand } from './commands/compare-strategies.ts';
import { completionCommand } from './commands/completion.ts';
import { dataCommand } from './commands/data.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { listCommand } from './commands/list.ts';
import { replayCommand } from './commands/replay.ts';
import { reportCommand } from './commands/report.ts';
import { resumeCommand } from './commands/resume.ts';
import { npmStartCommand, runCommand } from './commands/run.ts';
import { showCommand } from './commands/show.ts';
import { spaceCommand } from './commands/space.ts';
import { systemCodeOf } from './embedded/system-error.ts';
import { exitCodeOf } from './exit.ts';
import { help } from './help.ts';
import { leaveWith } from './stop-signals.ts';
import { version } from './version.ts';

/** In the order of the overview: dispatch, help and completion read this list. */
export const ALL_COMMANDS: readonly Command[] = [
  runCommand,
  resumeCommand,
  evaluateCommand,
  compareStrategiesCommand,
  listCommand,
  showCommand,
  reportCommand,
  championCommand,
  exportCommand,
  compareCommand,
  replayCommand,
  dataCommand,
  spaceCommand,
  doctorCommand,
  completionCommand,
  ...AWS_COMMANDS,
];

/** Runs one command. @returns the process's exit code */
export function main(argv: readonly string[]): Promise<number> {
  return withLostOutput(() => dispatch(argv, ALL_COMMANDS));
}

/** `npm start`: a form of `run` that has no name before its flags. */
export function npmStart(argv: readonly string[]): Promise<number> {
  const [first = ''] = argv;
  const isAbout = VERSION_FLAGS.includes(first) && !asksForHelp(argv);
  const words = isAbout ? argv : [npmStartCommand.name, ...argv];
  return withLostOutput(() => dispatch(words, [npmStartCommand]));
}

/** @throws InvalidInput where no command has the name */
export async function dispatch(
  [name = '--help', ...rest]: readonly string[],
  commands: readonly Command[],
): Promise<number> {
  if (asksForHelp(rest)) return say(help(commands, name));
  if (VERSION_FLAGS.includes(name)) return say(version());
  if (HELP_WORDS.includes(name)) return say(help(commands, rest[0]));
  const forms = commands.filter((command) => command.name === name);
  const command =
    forms.find(({ isMeantBy }) => isMeantBy?.(rest)) ??
    forms.find(({ isMeantBy }) => isMeantBy === undefined);
  if (command !== undefined) return command.run(rest, commands);
  const known = [...new Set(commands.map((one) => one.name)), '--help', '--version'];
  const hint = nearest(name, known) ?? `to list the commands: ${evolambdaCommand('--help')}`;
  throw new InvalidInput([
    { path: name, value: shown(name), problem: 'unknown command', allowed: '', hint },
  ]);
}

const HELP_WORDS: readonly string[] = ['help', '--help', '-h'];
const VERSION_FLAGS: readonly string[] = ['--version', '-V', '-v'];

/** What stands behind `--` is no flag. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const flags = end < 0 ? argv : argv.slice(0, end);
  return flags.includes('--help') || flags.includes('-h');
}

function say(words: string): number {
  process.stdout.write(`${words}\n`);
  return 0;
}

function withLostOutput(command: () => Promise<number>): Promise<number> {
  process.stdout.on('error', leaveOnLostOutput);
  process.stderr.on('error', () => undefined);
  return exitCodeOf(command);
}

/**
 * A reader may go away and the work goes on, and a terminal that closes sends SIGHUP as well; a full disk under
 * the output is a failure.
 */
function leaveOnLostOutput(error: Error): void {
  const isTerminalGone = process.stdout.isTTY && systemCodeOf(error) === 'EIO';
  if (systemCodeOf(error) === 'EPIPE' || isTerminalGone) return;
  process.stderr.write(`Standard output cannot be written: ${error.message}\n`);
  leaveWith(1);
}
