// Dropout: in training each value is 0 with probability `rate`, and otherwise scaled by 1/(1 − rate).
// Source: Srivastava et al., Dropout (2014), in its inverted form.
import { threeDigits } from '../../kernel/three-digits.ts';
import { FREE, type Op, onlyInput } from '../op.ts';

/** Denominator of dropout rates: a mask byte b keeps its value when b ≥ 256 · rate. */
export const DROPOUT_LEVELS = 256;

export interface DropoutSettings {
  /** A multiple of 1/256 below 1; at 0 the node does nothing. */
  readonly rate: number;
}

export const dropout: Op<DropoutSettings> = {
  ...FREE,
  arity: { min: 1, max: 1 },
  outputShape: (_, inputs) => onlyInput(inputs),
  inWords: ({ rate }) => (rate === 0 ? '' : `, dropout ${threeDigits(rate)}`),
};
