// Numbers as people read them.
import type { ObjectiveDeclaration } from '../contracts/run-config.ts';

/** An objective with how its values are printed: printed-objective.ts. */
export interface PrintedObjective extends ObjectiveDeclaration {
  /** Whether its values are printed in percent. */
  readonly isFraction: boolean;
}

/** The objective that networks are searched by: a share of images. */
export const ACCURACY = 'accuracy';

/** What the test split measures, whatever a search goes by. */
export const TEST_ACCURACY: PrintedObjective = {
  name: ACCURACY,
  direction: 'maximize',
  isFraction: true,
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

/** A value of an objective: a fraction in percent, all else as the number that it is. */
export function valueInWords(
  value: number | null | undefined,
  { isFraction }: Pick<PrintedObjective, 'isFraction'>,
): string {
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  return isFraction || !isNumber ? percent(value) : String(Number(value.toPrecision(6)));
}

/** A difference of two values, with its sign: a fraction in points. */
export function differenceInWords(
  difference: number,
  { isFraction }: Pick<PrintedObjective, 'isFraction'>,
): string {
  if (isFraction) return points(difference);
  return `${difference < 0 ? '−' : '+'}${Math.abs(Number(difference.toPrecision(3)))}`;
}

/** Points of a hundredth, with their sign. */
export function points(difference: number): string {
  const shown = (100 * difference).toFixed(2);
  return `${difference < 0 ? '−' : '+'}${shown.replace('-', '')} points`;
}
