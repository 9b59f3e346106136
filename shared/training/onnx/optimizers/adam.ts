// Adam: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η·m̂/(√v̂ + ε) with bias-corrected m̂, v̂.
// Kept here are M = m/(1−β₁) and V = v/(1−β₂), which saves two passes over the parameters:
//   M ← β₁M + g,  V ← β₂V + g²,  w ← w − (a/c)·M / (√V + ε/c)
//   a = η(1−β₁)/(1−β₁ᵗ),  c = √((1−β₂)/(1−β₂ᵗ)),  t = step + 1
// Source: torch.optim.Adam; Kingma and Ba, Adam (2015), algorithm 1.
import { nth, type OptimizerOperation } from './optimizer.ts';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

export const adam: OptimizerOperation = {
  scalars: (step, learningRate) => {
    const t = step + 1;
    const a = (learningRate * (1 - BETA1)) / (1 - BETA1 ** t);
    const c = Math.sqrt((1 - BETA2) / (1 - BETA2 ** t));
    return [a / c, EPSILON / c];
  },
  update: (graph, parameter, gradient, slots, scalars) => {
    const first = graph.add(graph.mul(nth(slots, 0), graph.scalar(BETA1)), gradient);
    const square = graph.mul(gradient, gradient);
    const second = graph.add(graph.mul(nth(slots, 1), graph.scalar(BETA2)), square);
    const root = graph.add(graph.sqrt(second), nth(scalars, 1));
    const step = graph.mul(graph.div(first, root), nth(scalars, 0));
    return { parameter: graph.sub(parameter, step), slots: [first, second] };
  },
};
