// Stochastic gradient descent with momentum 0.9: b ← μb + g, w ← w − ηb.
// Source: torch.optim.SGD; Sutskever et al., On the importance of initialization and momentum (2013).
import { nth, type OptimizerOperation } from './optimizer.ts';

const MOMENTUM = 0.9;

export const sgd: OptimizerOperation = {
  scalars: (_, learningRate) => [learningRate],
  update: (graph, parameter, gradient, slots, scalars) => {
    const momentum = graph.add(graph.mul(nth(slots, 0), graph.scalar(MOMENTUM)), gradient);
    const step = graph.mul(momentum, nth(scalars, 0));
    return { parameter: graph.sub(parameter, step), slots: [momentum] };
  },
};
