// A fully connected layer: W·x + b, W of shape [units, features], b of shape [units, 1].
import type { Shape } from '../../contracts/task.ts';
import { type Op, onlyInput } from '../op.ts';

export interface DenseSettings {
  readonly units: number;
}

export const dense: Op<DenseSettings> = {
  arity: { min: 1, max: 1 },
  outputShape: ({ units }, inputs) => {
    featuresOf(inputs);
    return { features: units };
  },
  parameters: ({ units }, inputs) => {
    const fanIn = featuresOf(inputs);
    return [
      { role: 'weight', shape: [units, fanIn], fanIn },
      { role: 'bias', shape: [units, 1], fanIn },
    ];
  },
  forwardFlops: ({ units }, inputs) => 2 * units * featuresOf(inputs),
  inWords: ({ units }) => ` → dense ${units}`,
};

function featuresOf(inputs: readonly Shape[]): number {
  const shape = onlyInput(inputs);
  if (!('features' in shape)) throw new RangeError('dense reads features; put flatten before it');
  return shape.features;
}
