// Numbers as the page says them, the same in every browser's language.
import { isoParse } from 'd3';
import type { PrintedObjective } from '../percent.ts';
import { differenceInWords, valueInWords } from '../percent.ts';

type Format = Pick<PrintedObjective, 'isFraction'>;

/** 12,345 */
export function count(number: number): string {
  return number.toLocaleString('en-US');
}

/** US dollars, small amounts to a hundredth of a cent. */
export function usd(amount: number): string {
  return `$${amount.toFixed(amount < 1 ? 4 : 2)}`;
}

/** 12.3 s, 4 min 5 s, 2 h 3 min */
export function seconds(amount: number): string {
  if (!Number.isFinite(amount)) return '–';
  if (amount < 60) return `${amount.toFixed(1)} s`;
  const whole = Math.round(amount);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A value of an objective: a fraction in percent. */
export function value(number: number | null | undefined, objective: Format): string {
  return valueInWords(number, objective);
}

/** How far a value may be off, without a sign: a fraction in points. */
export function error(number: number, objective: Format): string {
  if (objective.isFraction) return `${(100 * number).toFixed(2)} points`;
  return String(Number(number.toPrecision(3)));
}

/** 94.14 ± 0.10 %; without an error as it is. */
export function valueWithError(number: number, spread: number | null, objective: Format): string {
  return withError(value(number, objective), spread, objective, ' %');
}

/** −0.57 ± 0.24 points. */
export function differenceWithError(
  number: number,
  spread: number | null,
  objective: Format,
): string {
  return withError(differenceInWords(number, objective), spread, objective, ' points');
}

function withError(shown: string, spread: number | null, objective: Format, unit: string): string {
  if (spread === null) return shown;
  return objective.isFraction
    ? `${shown.replace(unit, '')} ± ${(100 * spread).toFixed(2)}${unit}`
    : `${shown} ± ${error(spread, objective)}`;
}

/** Milliseconds since 1970 of a time in ISO 8601. */
export function millisecondsOf(time: string): number {
  return isoParse(time)?.getTime() ?? Number.NaN;
}
