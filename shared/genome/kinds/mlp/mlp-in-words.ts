// A dense network in one line: `dense 732 tanh, dropout 0.13; rmsprop, learning rate 0.000755`.
import type { Genome } from '../../../contracts/genome.ts';
import { readMlpGenome } from './mlp-genome.ts';

export function mlpInWords(genome: Genome): string {
  const { layers, optimizer } = readMlpGenome(genome);
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
  const digits = Number(value.toPrecision(3));
  return digits.toLocaleString('en-US', { maximumSignificantDigits: 3, useGrouping: false });
}
