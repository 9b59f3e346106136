// Dropout: zeros where the mask says so; the factor 1/(1 − rate) is left to the next product.

import { onlyInput } from '../../../network/op.ts';
import { settled, unsettled } from '../flow.ts';
import type { OnnxOp } from '../op.ts';

export const dropout: OnnxOp<'dropout'> = {
  forward: ({ graph, mask, node }, inputs) => {
    const input = onlyInput(inputs);
    if (mask === undefined) return input;
    const value = graph.mul(settled(graph, input), mask);
    return { value, isBatchFirst: false, scale: 1 / (1 - node.settings.rate) };
  },
  backward: ({ graph, mask }, gradient, inputs) => {
    if (mask === undefined) return { inputs: [gradient], parameters: {} };
    const ofInput = unsettled(graph, onlyInput(inputs), graph.mul(gradient, mask));
    return { inputs: [ofInput], parameters: {} };
  },
  predict: (_, inputs) => onlyInput(inputs),
};
