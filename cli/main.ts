// The command line's composition root: a word chooses a command, an error becomes words and a code.
import { BudgetExhausted, Corrupt, InvalidInput } from '../shared/kernel/errors.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { replayCommand } from './commands/replay.ts';
import { resumeCommand } from './commands/resume.ts';
import { runCommand } from './commands/run.ts';
import { spaceCommand } from './commands/space.ts';
import { reasonOf, systemCodeOf } from './embedded/system-error.ts';
import { COMMAND_NAMES, help } from './help.ts';
import { version } from './version.ts';

/** Runs one command. @returns the process's exit code */
export async function main(argv: readonly string[]): Promise<number> {
  process.stdout.on('error', leaveOnLostOutput);
  process.stderr.on('error', () => undefined);
  try {
    return await command(argv);
  } catch (error) {
    process.stderr.write(`${wordsOf(error)}\n`);
    if (process.env.EVOLAMBDA_DEBUG && error instanceof Error) {
      process.stderr.write(`${error.stack}\n`);
    }
    return exitCodeOf(error);
  }
}

async function command([name, ...rest]: readonly string[]): Promise<number> {
  if (name !== undefined && rest.includes('--help')) return say(help(name));
  switch (name) {
    case 'start':
      return runCommand(rest, true);
    case 'run':
      return runCommand(rest, false);
    case 'resume':
      return resumeCommand(rest);
    case 'replay':
      return replayCommand(rest);
    case 'evaluate':
      return evaluateCommand(rest);
    case 'space':
      return spaceCommand(rest);
    case '--version':
      return say(version());
    case undefined:
    case 'help':
    case '--help':
      return say(help(rest[0]));
    default: {
      const allowed = [...COMMAND_NAMES, '--help', '--version'].join(', ');
      throw new InvalidInput([{ path: 'command', value: name, allowed }]);
    }
  }
}

function say(words: string): number {
  process.stdout.write(`${words}\n`);
  return 0;
}

/** A reader may go away and the work goes on; a full disk under the output is a failure. */
function leaveOnLostOutput(error: Error): void {
  if (systemCodeOf(error) === 'EPIPE') return;
  process.stderr.write(`cannot write to standard output: ${error.message}\n`);
  process.exit(1);
}

function wordsOf(error: unknown): string {
  if (error instanceof InvalidInput) return `Invalid input:\n${error.message}`;
  return reasonOf(error);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof InvalidInput) return 2;
  if (error instanceof BudgetExhausted) return 3;
  if (error instanceof Corrupt) return 4;
  return 1;
}
