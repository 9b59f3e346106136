// Flags as data: their names, types and words, and one reading of a command line with every fault.
import { parseArgs } from 'node:util';
import { choicesInWords } from '../shared/kernel/choices-in-words.ts';
import { collect, type Fault, InvalidInput, shown } from '../shared/kernel/errors.ts';
import { nearest } from '../shared/kernel/nearest.ts';
import { rangeInWords } from '../shared/kernel/range-in-words.ts';
import { inColumns } from './help-columns.ts';
import { LOG_LEVELS, logLevelOf } from './terminal.ts';

/** Titles of the help, in its order. */
export const FLAG_GROUPS = [
  'AWS',
  'Comparison',
  'Evaluation',
  'Search',
  'Data',
  'Engine',
  'Limits',
  'Output',
] as const;

export interface Flag {
  /** A `list` is text that may be given again; a `count` an integer, or text such as `+5`. */
  readonly type: 'number' | 'integer' | 'count' | 'text' | 'list' | 'switch';
  /** The title under which the help lists it. */
  readonly group: (typeof FLAG_GROUPS)[number];
  /** What it does, with the unit of its value. */
  readonly help: string;
  /** Placeholder of the value in the help. */
  readonly value?: string;
  /** All that its value may be, where that is a few words: a shell completes them. */
  readonly choices?: readonly string[];
  /** What holds without the flag, in words; a switch is off. */
  readonly without?: string;
  /** Of a number; the configuration's schema allows the same. */
  readonly range?: NumberRange;
}

/** A flag of `run`, with all that the other commands and the configuration take from its declaration. */
export interface RunFlag extends Flag {
  /**
   * `search`: decides what is searched, is part of the recorded configuration, and `start` accepts it.
   * `machine`: decides how this machine works.
   */
  readonly scope: 'search' | 'machine';
  /** The setting of the run configuration that its value is, by its path as --set takes it. */
  readonly setting?: string;
  /** What a switch sets it to, if not to true. */
  readonly settingValue?: null;
  /** Commands for a recorded run that accept it: without this, both for a flag of the machine, else none. */
  readonly recordedRun?: readonly ('resume' | 'continue')[];
  /** Of a flag that names anew what a run records by its path: what differs there in the help. */
  readonly moved?: Partial<Flag>;
  /** Further commands that accept it. */
  readonly also?: readonly ('evaluate' | 'compare-strategies')[];
}

export interface NumberRange {
  /** Least value; with `isAbove`, the value is greater. */
  readonly min: number;
  readonly max: number;
  readonly isAbove?: boolean;
}

export type Flags = Readonly<Record<string, Flag>>;
export type FlagValues = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

export interface CommandLine {
  readonly values: FlagValues;
  readonly positionals: readonly string[];
}

/** Where the text of a flag begins in the help. */
const FLAG_COLUMN = 26;

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

/** Names of the version before, which this version still reads: docs/decisions/json-names.md. */
const FORMER_FLAGS: ReadonlyMap<string, string> = new Map([['--no-finish', '--no-final-phase']]);

/** With every unknown flag and every value of the wrong type, to be told with the faults of other checks. */
export interface ScannedLine extends CommandLine {
  readonly faults: Fault[];
}

/** Of every command; terminal.ts reads it. */
export const COMMON_FLAGS: Flags = {
  'log-level': {
    type: 'text',
    group: 'Output',
    value: 'LEVEL',
    help: 'Messages to print: error, info or debug',
    choices: LOG_LEVELS,
    without: 'EVOLAMBDA_LOG_LEVEL, else info',
  },
};

/**
 * Reads a command line.
 * @throws InvalidInput naming every unknown flag and every value of the wrong type
 */
export function readFlags(argv: readonly string[], own: Flags): CommandLine {
  const { faults, ...line } = scanFlags(argv, own);
  if (faults.length > 0) throw new InvalidInput(faults);
  return line;
}

/** As readFlags, for commands that have more to check: what is faulty is left out of the values. */
export function scanFlags(given: readonly string[], own: Flags): ScannedLine {
  const argv = given.map((word) => FORMER_FLAGS.get(word) ?? word);
  const flags = { ...own, ...COMMON_FLAGS };
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(flags).map(([name, { type }]) => [
        name,
        { type: type === 'switch' ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Record<string, string | number | boolean | readonly string[]> = {};
  const positionals: string[] = [];
  const faults: Fault[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'positional' && !isOfUnknown(tokens[index - 1], flags)) {
      positionals.push(token.value);
    }
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined) {
      const known = Object.keys(flags).map((name) => `--${name}`);
      const hint = nearest(token.rawName, known) ?? '--help lists the flags of the command';
      const value = shown(token.value);
      faults.push({ path: token.rawName, value, problem: 'unknown flag', allowed: '', hint });
    } else if (Object.hasOwn(values, token.name) && flag.type !== 'list') {
      const value = shown(token.value);
      faults.push({ path: token.rawName, value, problem: 'given twice', allowed: 'one value' });
    } else {
      const value = readValue(flag, token.value);
      if (typeof value === 'object') faults.push({ path: token.rawName, ...value });
      else if (token.name === 'log-level') collect(faults, () => logLevelOf(argv));
      else if (flag.type !== 'list') values[token.name] = value;
      else values[token.name] = [...listOf(values[token.name]), String(value)];
    }
  }
  return { values, positionals, faults };
}

/** Whether what comes next is likely the value of a flag that is not known. */
function isOfUnknown(before: Token | undefined, flags: Flags): boolean {
  return (
    before?.kind === 'option' && before.value === undefined && !Object.hasOwn(flags, before.name)
  );
}

/** The values of a flag that may be repeated. */
export function listOf(value: FlagValues[string]): readonly string[] {
  return Array.isArray(value) ? value : [];
}

/** @throws InvalidInput when a command that takes flags alone was given more */
export function refusePositionals(command: string, positionals: readonly string[]): void {
  if (positionals.length === 0) return;
  const value = shown(positionals.join(' '));
  throw new InvalidInput([{ path: command, value, allowed: 'only flags' }]);
}

/** `A, B or C`: the choices in a sentence of the help. */
export function either(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' or ');
}

/** The flags of a command as its help lists them: in groups with titles, each with its default. */
export function flagsInWords(flags: Flags): string {
  return FLAG_GROUPS.flatMap((group) => {
    const ofGroup = Object.entries(flags).filter(([, flag]) => flag.group === group);
    return ofGroup.length === 0 ? [] : [[group, ...ofGroup.map(flagInWords)].join('\n')];
  }).join('\n\n');
}

function flagInWords([name, { type, value, help, without }]: readonly [string, Flag]): string {
  const flag = `--${name}${value ? ` ${value}` : ''}`;
  const hasDefault = type !== 'switch' && without !== undefined;
  const end = !hasDefault ? '' : without === 'required' ? ' [required]' : ` [default: ${without}]`;
  return inColumns(flag, `${help}${end}`, FLAG_COLUMN);
}

const WHOLE: NumberRange = { min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
const ANY: NumberRange = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };

function readValue(
  flag: Flag,
  text: string | undefined,
): string | number | boolean | Omit<Fault, 'path'> {
  if (flag.type === 'switch') {
    return text === undefined ? true : { value: shown(text), allowed: 'no value' };
  }
  if (text === undefined || text === '') {
    return { value: shown(text), problem: 'value missing', allowed: valueInWords(flag) };
  }
  if (flag.type === 'text' || flag.type === 'list') return text;
  if (flag.type === 'count' && /^\+\d+$/.test(text)) return text;
  const isDecimal = /^[\d.eE+-]+$/.test(text);
  const number = isDecimal ? Number(text) : Number.NaN;
  const isWhole = flag.type !== 'number';
  const isNumber = isWhole ? Number.isSafeInteger(number) : Number.isFinite(number);
  const { range = isWhole ? WHOLE : ANY } = flag;
  if (isNumber && isWithin(number, range)) return number;
  return { value: shown(text), allowed: numberInWords(isWhole, range) };
}

function isWithin(number: number, { min, max, isAbove = false }: NumberRange): boolean {
  return (isAbove ? number > min : number >= min) && number <= max;
}

function valueInWords({ type, range, choices, value = 'VALUE' }: Flag): string {
  if (choices !== undefined) return choicesInWords(choices);
  return range === undefined ? value : numberInWords(type !== 'number', range);
}

/** The same words whichever way a number is wrong. */
function numberInWords(isWhole: boolean, { min, max, isAbove = false }: NumberRange): string {
  if (min === Number.NEGATIVE_INFINITY) return 'a number';
  return rangeInWords({ isInteger: isWhole, min, max, isAboveMin: isAbove });
}
