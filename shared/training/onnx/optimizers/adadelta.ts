// Adadelta: s ← ρs + (1−ρ)g², δ = √(u + ε)/√(s + ε)·g, u ← ρu + (1−ρ)δ², w ← w − ηδ.
// Source: torch.optim.Adadelta; Zeiler, ADADELTA (2012), algorithm 1.
import { nth, type OptimizerOperation } from './optimizer.ts';

const RHO = 0.9;
const EPSILON = 1e-6;

export const adadelta: OptimizerOperation = {
  scalars: (_, learningRate) => [learningRate],
  update: (graph, parameter, gradient, slots, scalars) => {
    const decayed = (average: number, square: typeof gradient) =>
      graph.add(
        graph.mul(nth(slots, average), graph.scalar(RHO)),
        graph.mul(graph.mul(square, square), graph.scalar(1 - RHO)),
      );
    const epsilon = graph.scalar(EPSILON);
    const average = decayed(0, gradient);
    const numerator = graph.sqrt(graph.add(nth(slots, 1), epsilon));
    const denominator = graph.sqrt(graph.add(average, epsilon));
    const delta = graph.mul(graph.div(numerator, denominator), gradient);
    const accumulated = decayed(1, delta);
    const step = graph.mul(delta, nth(scalars, 0));
    return { parameter: graph.sub(parameter, step), slots: [average, accumulated] };
  },
};
