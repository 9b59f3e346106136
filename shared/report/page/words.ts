// The number formats of the page, the same in every browser's language: no other file of the page formats a number.
import { isoParse } from 'd3';
import type { Objective } from '../../contracts/objective.ts';
import type { Shape } from '../../contracts/task.ts';
import { grouped as count, counted as countOf } from '../../kernel/counted.ts';
import { duration as seconds } from '../../kernel/duration.ts';
import type { Currency } from '../analysis/spending.ts';
import { differenceInWords, percent, points, pValue, share, withUnit } from '../percent.ts';
import type { Interval } from '../proportions.ts';
import { examplesInWords, type RunWords } from '../run-words.ts';

export { count, countOf, pValue, seconds, share };

type Format = Pick<Objective, 'format' | 'unit'>;

/** 12,345.6, with so many significant digits; what is too small or too large for that as 1.2e-7. */
export function decimal(number: number, digits = 6): string {
  const rounded = Number(number.toPrecision(digits));
  const size = Math.abs(rounded);
  if (!Number.isFinite(rounded) || (size > 0 && size < 1e-4) || size >= 1e12) {
    return signed(String(rounded));
  }
  return signed(rounded.toLocaleString('en-US', { maximumSignificantDigits: digits }));
}

/** A gene's value: whole numbers as they are, others with four significant digits. */
export function gene(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? count(value) : decimal(value, 4);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `dense 1,024` of `dense 1024`. */
export function withCommas(text: string): string {
  return text.replace(/\d{4,}/g, (digits) => count(Number(digits)));
}

/** The shape of an example, in lines: `28 × 28` and `3 channels`, `64 features`. */
export function shapeLines(shape: Shape): string[] {
  if ('features' in shape) return [countOf(shape.features, 'feature')];
  const { height, width, channels } = shape;
  const size = `${count(height)} × ${count(width)}`;
  return channels === 1 ? [size] : [size, countOf(channels, 'channel')];
}

/** A correlation: −0.45 */
export function coefficient(number: number): string {
  return signed(number.toFixed(2));
}

/** US dollars, small amounts to a hundredth of a cent. */
export function usd(amount: number): string {
  const digits = amount < 1 ? 4 : 2;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** 1.27 MFLOPs */
export function flops(amount: number): string {
  return `${prefixed(amount)}FLOPs`;
}

/** `200 M`, with a unit to follow. */
export function prefixed(amount: number, digits = 3): string {
  const [size = 1, prefix = ''] =
    PREFIXES.find(([least]) => Math.abs(amount) >= least) ?? ([1, ''] as const);
  return `${Number((amount / size).toPrecision(digits))} ${prefix}`;
}

const PREFIXES = [
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** An amount of what a search spends. */
export function spentInWords(amount: number, currency: Currency, words: RunWords): string {
  switch (currency) {
    case 'examples':
      return examplesInWords(count(amount), words);
    case 'cpuSeconds':
      return `${seconds(amount)} of CPU time`;
    case 'usd':
      return usd(amount);
  }
}

/** What a search spends, as a choice. */
export function currencyName(currency: Currency, { examples }: RunWords): string {
  const others = { cpuSeconds: 'CPU time', usd: 'US dollars' };
  return currency === 'examples' ? examples : others[currency];
}

/** The label of an axis of what a search spends. */
export function spentOnAxis(currency: Currency, { examples }: RunWords): string {
  const others = { cpuSeconds: 'CPU time (s)', usd: 'cost (US dollars)' };
  return currency === 'examples' ? examples : others[currency];
}

/** A network's probability of a class: a share that never rounds up to certainty. */
export function confidence(probability: number): string {
  return share(Math.min(0.999, probability));
}

/** The same fraction without its sign, for a table that names the unit: 12.30 */
export function percentDigits(fraction: number): string {
  return percent(fraction).replace(' %', '');
}

/** 95.70 % to 96.46 % */
export function percentRange({ low, high }: Interval): string {
  return `${percent(low)} to ${percent(high)}`;
}

/** −0.50 to −0.01 points */
export function pointsRange({ low, high }: Interval): string {
  return `${points(low).replace(' points', '')} to ${points(high)}`;
}

/** A value of an objective as its declaration says. */
export function value(number: number | null | undefined, { format, unit }: Format): string {
  if (format === 'percent') return percent(number);
  return number == null || !Number.isFinite(number) ? '–' : withUnit(decimal(number), unit);
}

/** The label of an axis of an objective: `latency (ms)`; percentages have their unit at the ticks. */
export function objectiveOnAxis({ name, format, unit }: Objective): string {
  return format === 'percent' || unit === undefined ? name : `${name} (${unit})`;
}

/** A standard error or deviation: of percentages in points. */
export function error(number: number, { format, unit }: Format): string {
  return format === 'percent'
    ? `${(100 * number).toFixed(2)} points`
    : withUnit(decimal(number, 3), unit);
}

/** A dash where neither replicates nor counts give an error, which is 0 then. */
export function knownError(number: number, objective: Format): string {
  return number === 0 ? '–' : error(number, objective);
}

/** 94.14 ± 0.10 %, 12.5 ± 0.3 ms; without an error as it is. */
export function valueWithError(number: number, spread: number | null, objective: Format): string {
  return withError(value(number, objective), spread, objective, '%');
}

/** −0.57 ± 0.24 points. */
export function differenceWithError(
  number: number,
  spread: number | null,
  objective: Format,
): string {
  return withError(differenceInWords(number, objective), spread, objective, 'points');
}

/** The unit stands once, after the error. */
function withError(
  shown: string,
  spread: number | null,
  { format, unit }: Format,
  ofPercent: '%' | 'points',
): string {
  if (spread === null) return shown;
  const isPercent = format === 'percent';
  const last = isPercent ? ofPercent : unit;
  const number = last === undefined ? shown : shown.replace(` ${last}`, '');
  return withUnit(
    `${number} ± ${isPercent ? (100 * spread).toFixed(2) : decimal(spread, 3)}`,
    last,
  );
}

/** 2026-01-31 12:00:00 UTC, of a time in ISO 8601. */
export function timeOfDay(time: string): string {
  return `${time.slice(0, 19).replace('T', ' ')} UTC`;
}

/** Milliseconds since 1970 of a time in ISO 8601. */
export function millisecondsOf(time: string): number {
  return isoParse(time)?.getTime() ?? Number.NaN;
}

/** The sign alone: the exponent of 1.2e-7 keeps its hyphen. */
function signed(text: string): string {
  return text.replace(/^-/, '−');
}
