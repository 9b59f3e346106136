// The command line's composition root: a word chooses a command, an error becomes words and a code.
import { BudgetExhausted, Corrupt, InvalidInput } from '../shared/kernel/errors.ts';
import { EVALUATE_FLAGS, evaluateCommand } from './commands/evaluate.ts';
import { replayCommand } from './commands/replay.ts';
import { resumeCommand } from './commands/resume.ts';
import { runCommand } from './commands/run.ts';
import { flagsInWords } from './flags.ts';
import { RUN_FLAGS } from './run-flags.ts';
import { version } from './version.ts';

const HELP = `evolambda: evolutionary search over small neural networks

  evolambda run [flags]              evolve networks; the article's settings by default
  evolambda resume DIR [flags]       go on with a run that was stopped
  evolambda replay DIR [--json]      make every decision of a run again
  evolambda evaluate --genome FILE   train and score genomes (JSON, or JSON lines on -)
  evolambda --version

Flags of run:
${flagsInWords(RUN_FLAGS)}

Flags of evaluate:
${flagsInWords(EVALUATE_FLAGS)}

Examples:
  evolambda run --quick
  evolambda run --population 20 --generations 5 --seed 7 --out runs/seven --json
  evolambda resume runs/seven
  echo '{"layers":[{"units":256,"activation":"relu"}],"optimizer":{"kind":"adam","learningRate":0.001}}' \\
    | evolambda evaluate --genome - --json

Exit codes: 0 ok, 2 input, 3 budget or cap, 4 corrupt, 1 other, 130 interrupted.
EVOLAMBDA_DEBUG=1 shows where an error came from.`;

/** Runs one command. @returns the process's exit code */
export async function main(argv: readonly string[]): Promise<number> {
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
  if (name !== undefined && rest.includes('--help')) return help();
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
    case '--version':
      process.stdout.write(`${version()}\n`);
      return 0;
    case undefined:
    case 'help':
    case '--help':
      return help();
    default: {
      const allowed = 'run, resume, replay, evaluate, --help, --version';
      throw new InvalidInput([{ path: 'command', value: name, allowed }]);
    }
  }
}

function help(): number {
  process.stdout.write(`${HELP}\n`);
  return 0;
}

function wordsOf(error: unknown): string {
  if (error instanceof InvalidInput) return `Invalid input:\n${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof InvalidInput) return 2;
  if (error instanceof BudgetExhausted) return 3;
  if (error instanceof Corrupt) return 4;
  return 1;
}
