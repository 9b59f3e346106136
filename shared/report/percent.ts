// Numbers as people read them.
import type { Objective } from '../contracts/objective.ts';

/** How values are printed. */
type Format = Pick<Objective, 'format' | 'unit'>;

/** The objective that networks are searched by: a share of images. */
export const ACCURACY = 'accuracy';

/** What the test split measures, whatever a search goes by. */
export const TEST_ACCURACY: Objective = {
  name: ACCURACY,
  direction: 'maximize',
  format: 'percent',
};

/** Two digits after the point; a dash where there is no number. */
export function percent(fraction: number | null | undefined): string {
  return fraction === null || fraction === undefined || !Number.isFinite(fraction)
    ? '–'
    : `${(100 * fraction).toFixed(2)} %`;
}

/** A share of time, of evaluations or of genes: 12.3 %. An accuracy is a `percent`, with two decimals. */
export function share(fraction: number | null): string {
  return fraction === null || !Number.isFinite(fraction) ? '–' : `${(100 * fraction).toFixed(1)} %`;
}

/** Two significant digits; a small value as 3.1e-5. */
export function pValue(p: number): string {
  return p >= 0.001 ? String(Number(p.toPrecision(2))) : p.toExponential(1);
}

/** A value of an objective as its declaration says: in percent, or as a number with its unit. */
export function valueInWords(value: number | null | undefined, { format, unit }: Format): string {
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  if (format === 'percent' || !isNumber) return percent(value);
  return withUnit(String(Number(value.toPrecision(6))), unit);
}

export function withUnit(words: string, unit: string | undefined): string {
  return unit === undefined ? words : `${words} ${unit}`;
}

/** A difference of two values, with its sign: of percentages in points. */
export function differenceInWords(difference: number, { format, unit }: Format): string {
  if (format === 'percent') return points(difference);
  const sign = difference < 0 ? '−' : '+';
  return withUnit(`${sign}${Math.abs(Number(difference.toPrecision(3)))}`, unit);
}

/** Points of a hundredth, with their sign. */
export function points(difference: number): string {
  const shown = (100 * difference).toFixed(2);
  return `${difference < 0 ? '−' : '+'}${shown.replace('-', '')} points`;
}
