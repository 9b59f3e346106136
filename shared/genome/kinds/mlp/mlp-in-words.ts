// A multi-layer perceptron in one line: `dense 732 tanh, dropout 0.13; rmsprop, learning rate 0.000755`.
import type { MlpGenome } from './mlp-genome.ts';

export function mlpInWords({ layers, optimizer }: MlpGenome): string {
  const network = layers
    .map(({ units, activation, dropout }) => {
      const rate = dropout > 0 ? `, dropout ${rounded(dropout)}` : '';
      return `dense ${units} ${activation}${rate}`;
    })
    .join(' → ');
  const { kind, learningRate, weightDecay } = optimizer;
  const decay = weightDecay > 0 ? `, weight decay ${rounded(weightDecay)}` : '';
  return `${network || 'no hidden layer'}; ${kind}, learning rate ${rounded(learningRate)}${decay}`;
}

/** Three significant digits, without an exponent. */
function rounded(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3, useGrouping: false });
}
