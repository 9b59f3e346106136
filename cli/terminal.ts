// What a person sees: standard output for results, standard error for everything else.
import { InvalidInput, shown } from '../shared/kernel/errors.ts';
import { nearest } from '../shared/kernel/nearest.ts';

export interface Terminal {
  /** One line of result. */
  result(line: string): void;
  /** One line for the person. */
  say(line: string): void;
  /** Lines about something that is wrong, on standard error. */
  warn(lines: string): void;
  /** One line for who looks closely. */
  debug(line: string): void;
  /** A line that the next one replaces, where standard error is a terminal; nothing elsewhere. */
  status(line: string): void;
}

/** How much is said: `error`, what went wrong; `info`, how it goes; `debug`, each evaluation, and where an error came from. */
export const LOG_LEVELS = ['error', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Of the command line, else of EVOLAMBDA_LOG_LEVEL.
 * @throws InvalidInput when it is none
 */
export function logLevelOf(argv: readonly string[]): LogLevel {
  const at = argv.findLastIndex((one) => one === FLAG || one.startsWith(`${FLAG}=`));
  const given = argv[at] === FLAG ? argv[at + 1] : argv[at]?.slice(FLAG.length + 1);
  const value = at < 0 ? (process.env.EVOLAMBDA_LOG_LEVEL ?? 'info') : given;
  const level = LOG_LEVELS.find((known) => known === value);
  if (level !== undefined) return level;
  const path = at < 0 ? 'EVOLAMBDA_LOG_LEVEL' : FLAG;
  const allowed = `${LOG_LEVELS.join(', ')}${nearest(value, LOG_LEVELS)}`;
  throw new InvalidInput([{ path, value: shown(value), allowed }]);
}

const FLAG = '--log-level';

/** Takes a status line away; nothing happens on an empty line. */
export const CLEARED_LINE = '\r\u001b[K';

/** @param isJson standard output is JSON alone, so words go to standard error */
export function processTerminal(isJson: boolean): Terminal {
  const level = logLevelOf(process.argv.slice(2));
  const words = isJson ? process.stderr : process.stdout;
  let isStatusShown = false;
  const clear = () => {
    if (isStatusShown) process.stderr.write(CLEARED_LINE);
    isStatusShown = false;
  };
  return {
    result: (line) => {
      clear();
      process.stdout.write(`${line}\n`);
    },
    say: (line) => {
      clear();
      if (level !== 'error') words.write(`${line}\n`);
    },
    warn: (lines) => {
      clear();
      process.stderr.write(`${lines}\n`);
    },
    debug: (line) => {
      if (level !== 'debug') return;
      clear();
      process.stderr.write(`${line}\n`);
    },
    status: (line) => {
      if (!process.stderr.isTTY || level === 'error') return;
      clear();
      // Some terminals have 0 columns until they are asked.
      const columns = process.stderr.columns || 80;
      process.stderr.write(line.slice(0, Math.max(1, columns - 1)));
      isStatusShown = true;
    },
  };
}
