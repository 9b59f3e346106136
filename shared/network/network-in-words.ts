// A network in one line: `dense 732 tanh, dropout 0.13; rmsprop, learning rate 0.000755`.
import { threeDigits } from '../kernel/three-digits.ts';
import type { Network } from './network.ts';
import type { Op } from './op.ts';
import { OPS } from './ops.ts';

/** The layer of the logits, which every network has, is left out. */
export function networkInWords({ nodes, optimizer }: Network): string {
  const words = nodes
    .slice(0, -1)
    .map(({ op, settings }) => (OPS[op] as Op<unknown>).inWords(settings));
  const layers = words.join('').replace(/^ → /, '');
  const { name, learningRate, weightDecay } = optimizer;
  const decay = weightDecay > 0 ? `, weight decay ${threeDigits(weightDecay)}` : '';
  return `${layers || 'no hidden layer'}; ${name}, learning rate ${threeDigits(learningRate)}${decay}`;
}
