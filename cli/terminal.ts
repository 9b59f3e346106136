// What a person sees: standard output for results, standard error for everything else.
import { choicesInWords } from '../shared/kernel/choices-in-words.ts';
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
  const allowed = choicesInWords(LOG_LEVELS);
  throw new InvalidInput([
    { path, value: shown(value), allowed, hint: nearest(value, LOG_LEVELS) },
  ]);
}

const FLAG = '--log-level';

const CLEARED_LINE = '\r\u001b[K';

/** Of the process: an error that ends a command finds the line there, whoever wrote it. */
let isStatusShown = false;

/** Takes the status line away, where one stands. */
export function clearStatus(): void {
  if (isStatusShown) process.stderr.write(CLEARED_LINE);
  isStatusShown = false;
}

/** A line is replaced only where escape sequences are read, and where it is known how much fits on one row. */
function hasStatusLine(): boolean {
  const { TERM } = process.env;
  return process.stderr.isTTY && TERM !== 'dumb' && process.stderr.columns > 1;
}

/** What fits into so many columns, control characters left out; beyond Latin letters two a character. */
function cut(line: string, columns: number): string {
  let left = columns;
  let end = '';
  for (const character of line.replace(/\p{Cc}/gu, '')) {
    left -= character < '\u0300' ? 1 : 2;
    if (left < 0) break;
    end += character;
  }
  return end;
}

/** @param isJson standard output is JSON alone, so words go to standard error */
export function processTerminal(isJson: boolean): Terminal {
  const level = logLevelOf(process.argv.slice(2));
  const words = isJson ? process.stderr : process.stdout;
  return {
    result: (line) => {
      clearStatus();
      process.stdout.write(`${line}\n`);
    },
    say: (line) => {
      clearStatus();
      if (level !== 'error') words.write(`${line}\n`);
    },
    warn: (lines) => {
      clearStatus();
      process.stderr.write(`${lines}\n`);
    },
    debug: (line) => {
      if (level !== 'debug') return;
      clearStatus();
      process.stderr.write(`${line}\n`);
    },
    status: (line) => {
      if (level === 'error' || !hasStatusLine()) return;
      clearStatus();
      process.stderr.write(cut(line, process.stderr.columns - 1));
      isStatusShown = true;
    },
  };
}
