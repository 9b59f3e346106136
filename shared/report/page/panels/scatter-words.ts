// The names of the measures of cost, and their amounts.
import type { Measure } from '../../analysis/scatter-points.ts';
import { count, decimal, flops, prefixed, seconds, usd } from '../words.ts';

export const MEASURE_WORDS: Readonly<Record<Measure, string>> = {
  parameters: 'parameters',
  forwardFlops: 'FLOPs per prediction',
  trainFlops: 'training FLOPs',
  cpuSeconds: 'CPU time',
  usd: 'US dollars',
};

export function costInWords(cost: number, measure: Measure): string {
  switch (measure) {
    case 'parameters':
      return `${count(cost)} parameters`;
    case 'forwardFlops':
    case 'trainFlops':
      return flops(cost);
    case 'cpuSeconds':
      return seconds(cost);
    case 'usd':
      return usd(cost);
  }
}

/** Of an axis: the unit is in its label. */
export function costTick(cost: number, measure: Measure, digits: number): string {
  switch (measure) {
    case 'parameters':
      return count(cost);
    case 'forwardFlops':
    case 'trainFlops':
      return prefixed(cost, digits);
    case 'cpuSeconds':
      return `${decimal(cost, digits)} s`;
    case 'usd':
      return `$${decimal(cost, digits)}`;
  }
}

/** Title of the panel: the score against this. */
export const AGAINST: Readonly<Record<Measure, string>> = {
  parameters: 'model size',
  forwardFlops: 'FLOPs per prediction',
  trainFlops: 'training FLOPs',
  cpuSeconds: 'CPU time',
  usd: 'cost',
};
