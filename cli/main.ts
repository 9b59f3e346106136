// The command line's composition root: a word chooses a command.
import { InvalidInput, shown } from '../shared/kernel/errors.ts';
import { nearest } from '../shared/kernel/nearest.ts';
import { evolambdaCommand } from '../shared/kernel/shell-command.ts';
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
import { runCommand } from './commands/run.ts';
import { showCommand } from './commands/show.ts';
import { spaceCommand } from './commands/space.ts';
import { systemCodeOf } from './embedded/system-error.ts';
import { exitCodeOf } from './exit.ts';
import { COMMAND_NAMES, COMPLETED, help } from './help.ts';
import { leaveWith } from './stop-signals.ts';
import { version } from './version.ts';

/** Runs one command. @returns the process's exit code */
export function main(argv: readonly string[]): Promise<number> {
  return withLostOutput(() => command(argv));
}

/** `npm start`: a run here that goes on with generated digits where MNIST cannot be had. */
export function npmStart(argv: readonly string[]): Promise<number> {
  return withLostOutput(async () => {
    if (asksForHelp(argv)) return say(help('npm start'));
    const [name = ''] = argv;
    return VERSION_FLAGS.includes(name) ? say(version()) : runCommand(argv, true);
  });
}

async function command([name, ...rest]: readonly string[]): Promise<number> {
  if (name !== undefined && asksForHelp(rest)) return say(help(name));
  if (name !== undefined && VERSION_FLAGS.includes(name)) return say(version());
  switch (name) {
    case 'run':
      return runCommand(rest, false);
    case 'resume':
      return isOnAws(rest) ? remote([name, ...rest]) : resumeCommand(rest);
    case 'replay':
      return replayCommand(rest);
    case 'evaluate':
      return evaluateCommand(rest);
    case 'champion':
      return championCommand(rest);
    case 'export':
      return exportCommand(rest);
    case 'report':
      return isOnAws(rest) ? remote([name, ...rest]) : reportCommand(rest);
    case 'space':
      return spaceCommand(rest);
    case 'compare':
      return compareCommand(rest);
    case 'compare-strategies':
      return compareStrategiesCommand(rest);
    case 'list':
      return listCommand(rest);
    case 'show':
      return showCommand(rest);
    case 'doctor':
      return doctorCommand(rest);
    case 'completion':
      return completionCommand(rest, COMPLETED);
    case 'data':
      return rest.find((word) => !word.startsWith('-')) === 'push'
        ? remote([name, ...rest])
        : dataCommand(rest);
    case 'deploy':
    case 'start':
    case 'watch':
    case 'status':
    case 'results':
    case 'stop':
    case 'cost':
    case 'destroy':
      return remote([name, ...rest]);
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return say(help(rest[0]));
    default: {
      const known = [...COMMAND_NAMES, '--help', '--version'];
      const hint = nearest(name, known) ?? `to list the commands: ${evolambdaCommand('--help')}`;
      throw new InvalidInput([
        { path: name, value: shown(name), problem: 'unknown command', allowed: '', hint },
      ]);
    }
  }
}

const VERSION_FLAGS: readonly string[] = ['--version', '-V', '-v'];

/** What stands behind `--` is no flag. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const flags = end < 0 ? argv : argv.slice(0, end);
  return flags.includes('--help') || flags.includes('-h');
}

/** A run on AWS is named by its stack, one on this machine by its directory. */
function isOnAws(argv: readonly string[]): boolean {
  return argv.some((argument) => argument === '--stack' || argument.startsWith('--stack='));
}

/** The commands on AWS lie in a bundle of their own, so that the others start without the SDK. */
async function remote(argv: readonly string[]): Promise<number> {
  const bundle = new URL('./remote.mjs', import.meta.url).href;
  const { main } = (await import(bundle)) as typeof import('./remote/main.ts');
  return main(argv);
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
