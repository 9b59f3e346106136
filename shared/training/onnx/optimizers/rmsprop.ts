// RMSProp, not centred, without momentum: s ← αs + (1−α)g², w ← w − η·g/(√s + ε).
// Source: torch.optim.RMSprop; Tieleman and Hinton, lecture 6.5 (2012).
import { nth, type OptimizerOperation } from './optimizer.ts';

const ALPHA = 0.99;
const EPSILON = 1e-8;

export const rmsprop: OptimizerOperation = {
  scalars: (_, learningRate) => [learningRate],
  update: (graph, parameter, gradient, slots, scalars) => {
    const square = graph.mul(graph.mul(gradient, gradient), graph.scalar(1 - ALPHA));
    const average = graph.add(graph.mul(nth(slots, 0), graph.scalar(ALPHA)), square);
    const root = graph.add(graph.sqrt(average), graph.scalar(EPSILON));
    const step = graph.mul(graph.div(gradient, root), nth(scalars, 0));
    return { parameter: graph.sub(parameter, step), slots: [average] };
  },
};
