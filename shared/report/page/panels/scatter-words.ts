// The measures of cost in words, and amounts of them.
import type { Measure } from '../../analysis/scatter-points.ts';
import { count, seconds, usd } from '../words.ts';

export const MEASURE_WORDS: Readonly<Record<Measure, string>> = {
  parameters: 'parameters',
  forwardFlops: 'FLOPs of one reading',
  trainFlops: 'FLOPs of training',
  cpuSeconds: 'CPU-seconds',
  usd: 'US dollars',
};

export function costInWords(cost: number, measure: Measure): string {
  switch (measure) {
    case 'parameters':
      return `${count(cost)} parameters`;
    case 'forwardFlops':
    case 'trainFlops':
      return `${short(cost)} FLOPs`;
    case 'cpuSeconds':
      return seconds(cost);
    case 'usd':
      return usd(cost);
  }
}

/** 12k, 1.5M, 3G */
export function short(amount: number, digits = 3): string {
  const [size = 1, unit = ''] =
    UNITS.find(([least]) => Math.abs(amount) >= least) ?? ([1, ''] as const);
  return `${Number((amount / size).toPrecision(digits))}${unit}`;
}

const UNITS = [
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;
