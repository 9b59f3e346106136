// An activation function, element by element.
import { FREE, type Op, onlyInput } from '../op.ts';

export const ACTIVATIONS = ['linear', 'tanh', 'relu', 'sigmoid', 'elu'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

export interface ActivationSettings {
  readonly activation: Activation;
}

export const activation: Op<ActivationSettings> = {
  ...FREE,
  arity: { min: 1, max: 1 },
  outputShape: (_, inputs) => onlyInput(inputs),
  inWords: (settings) => ` ${settings.activation}`,
};
