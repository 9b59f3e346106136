// An axis that stays within what its quantity can be, with ticks whose labels all differ. Imports nothing of Node.
import { extent, scaleLinear, ticks as ticksOf } from 'd3';
import type { Objective } from '../../contracts/objective.ts';
import { least } from '../../kernel/long-lists.ts';

/** `share` is a fraction, from 0 to 1 where its values are, `count` an integer of 0 or more, `amount` 0 or more, as are `dollars`. */
export type Quantity = 'share' | 'count' | 'amount' | 'dollars' | 'integer' | 'number';

/** As Plot takes it for a scale. */
export interface ChartAxis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly tickFormat: (tick: number) => string;
}

type Range = readonly [number, number];

export function quantityOf({ format }: Pick<Objective, 'format'>): Quantity {
  return format === 'percent' ? 'share' : 'number';
}

/**
 * @param values what the chart shows; where all of them are on one side of 0, the axis stays there too
 * @param wanted the part of the axis that is to be seen, with its padding; all values where it is absent
 * @param count about how many ticks there are
 */
export function chartAxis(
  quantity: Quantity,
  values: Iterable<number>,
  { wanted, count = 5 }: { readonly wanted?: Range; readonly count?: number } = {},
): ChartAxis {
  const all = rangeOf(values);
  const bounds = boundsOf(quantity, all);
  const within = (value: number) => Math.min(bounds[1], Math.max(bounds[0], value));
  const [from, to] = widened(quantity, wanted ?? all).map(within) as [number, number];
  const isNice = !isWhole(quantity) && Number.isFinite(to - from);
  const nice = isNice ? scaleLinear([from, to], [0, 1]).nice(count).domain() : [];
  // Rounded outwards, the largest numbers are none any more.
  const [low, high] = nice.every(Number.isFinite) ? nice : [];
  const domain = [within(low ?? from), within(high ?? to)] as const;
  const ticks = linearTicks(quantity, domain, count);
  return { domain, ticks, tickFormat: labelsOf(quantity, ticks) };
}

/** From the least to the greatest number; 0 to 1 where there is none. */
export function rangeOf(values: Iterable<number>): Range {
  const [low = 0, high = 1] = extent([...values].filter(Number.isFinite));
  return [low, high];
}

/** Of a logarithmic scale: multiples of powers of ten, or as on a linear one where the range is narrow. */
export function logAxis(values: Iterable<number>, count: number): ChartAxis {
  const [low, high] = rangeOf(values);
  const domain = low < high ? ([low, high] as const) : ([low / 1.1, high * 1.1] as const);
  const ticks = logTicks(domain, count);
  return { domain, ticks, tickFormat: labelsOf('number', ticks) };
}

export function logTicks([from, to]: Range, count: number): number[] {
  const sets = MULTIPLES.map((multiples) =>
    decadesOf(from, to)
      .flatMap((power) => multiples.map((multiple) => Number(`${multiple}e${power}`)))
      .filter((tick) => tick >= from && tick <= to),
  );
  const [decades = []] = sets;
  const fitting = sets.findLast(({ length }) => length > 1 && length <= count);
  return fitting ?? (decades.length > count ? thinned(decades, count) : ticksOf(from, to, count));
}

/** @returns the fewest significant digits that tell the ticks apart, and show each as it is */
export function digitsOf(ticks: readonly number[]): number {
  const gaps = ticks.slice(1).map((tick, index) => Math.abs(tick - (ticks[index] ?? tick)));
  const gap = ticks.length > 1 ? least(gaps) : Math.abs(ticks[0] ?? 0) / 100;
  const isShown = (digits: number) =>
    ticks.every((tick) => Math.abs(Number(tick.toPrecision(digits)) - tick) <= gap / 100);
  return DIGITS.find(isShown) ?? MOST_DIGITS;
}

const MOST_DIGITS = 17;
const DIGITS = Array.from({ length: MOST_DIGITS }, (_, digit) => digit + 1);
/** From the sparsest to the densest. */
const MULTIPLES = [[1], [1, 3], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]] as const;

function boundsOf(quantity: Quantity, [low, high]: Range): Range {
  switch (quantity) {
    case 'share':
      return [low >= 0 ? 0 : Number.NEGATIVE_INFINITY, high <= 1 ? 1 : Number.POSITIVE_INFINITY];
    case 'count':
    case 'amount':
    case 'dollars':
      return [0, Number.POSITIVE_INFINITY];
    case 'integer':
    case 'number':
      return [
        low >= 0 ? 0 : Number.NEGATIVE_INFINITY,
        high <= 0 && low < 0 ? 0 : Number.POSITIVE_INFINITY,
      ];
  }
}

/** A single value stands in the middle of its axis. */
function widened(quantity: Quantity, [from, to]: Range): Range {
  if (to > from) return [from, to];
  const room = { share: 0.01, count: 0.5, integer: 0.5, amount: 0, dollars: 0, number: 0 }[
    quantity
  ];
  const half = room || Math.abs(from) / 100 || 1;
  return [from - half, from + half];
}

function isWhole(quantity: Quantity): boolean {
  return quantity === 'count' || quantity === 'integer';
}

function linearTicks(quantity: Quantity, [from, to]: Range, count: number): number[] {
  if (!Number.isFinite(to - from)) return [from, to];
  const found = ticksOf(from, to, count).filter((tick) => tick >= from && tick <= to);
  if (!isWhole(quantity)) return found.length > 0 ? found : [from, to];
  if (found.length > 0 && found.every(Number.isInteger)) return found;
  const first = Math.ceil(from);
  return Array.from({ length: Math.max(0, Math.floor(to) - first + 1) }, (_, n) => first + n);
}

function labelsOf(quantity: Quantity, ticks: readonly number[]): (tick: number) => string {
  switch (quantity) {
    case 'share': {
      const digits = digitsOf(ticks.map((tick) => 100 * tick));
      return (tick) => `${Number((100 * tick).toPrecision(digits))} %`;
    }
    case 'count':
      return (tick) => tickInWords(Math.round(tick));
    case 'amount':
    case 'dollars':
    case 'integer':
    case 'number': {
      const digits = digitsOf(ticks);
      const sign = quantity === 'dollars' ? '$' : '';
      return (tick) => `${sign}${tickInWords(Number(tick.toPrecision(digits)))}`;
    }
  }
}

/** Thousands with commas; what is very small or large as 1e-7. */
function tickInWords(tick: number): string {
  const size = Math.abs(tick);
  if (size > 0 && (size < 1e-4 || size >= 1e12)) return String(tick);
  return tick.toLocaleString('en-US', { maximumSignificantDigits: MOST_DIGITS });
}

function decadesOf(from: number, to: number): number[] {
  const [first, last] = [Math.floor(Math.log10(from)), Math.floor(Math.log10(to))];
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

function thinned(ticks: readonly number[], count: number): number[] {
  const step = Math.ceil(ticks.length / Math.max(1, count));
  return ticks.filter((_, index) => index % step === 0);
}
