// The tensors that a training carries from step to step, the same for every engine: so a checkpoint
// means the same whoever wrote it.
import type { Dataset } from '../data/dataset.ts';
import type { MlpGenome, OptimizerKind } from '../genome/kinds/mlp/mlp-genome.ts';

export interface StateTensor {
  /** `layer0.weight`, or `layer0.weight.momentum` for an optimizer's. */
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * What each optimizer keeps beside a parameter, shaped like it; all begin at zero. Adam's moments are
 * kept without their constant factors: M = m/(1−β₁), V = v/(1−β₂).
 */
export const OPTIMIZER_SLOTS = {
  sgd: ['momentum'],
  adam: ['scaledFirstMoment', 'scaledSecondMoment'],
  adadelta: ['squareAverage', 'accumulatedUpdate'],
  rmsprop: ['squareAverage'],
} as const satisfies Readonly<Record<OptimizerKind, readonly string[]>>;

/** Beyond this loss, or at NaN, a training has diverged and ends. */
export const MAX_LOSS = 1e5;

/** [inputs, hidden units…, classes]. */
export function widthsOf(genome: MlpGenome, inputs: number, classes: number): number[] {
  return [inputs, ...genome.layers.map((layer) => layer.units), classes];
}

/** All tensors of a training: each parameter, then each of its optimizer slots. */
export function stateTensors(
  genome: MlpGenome,
  { pixels, classes }: Pick<Dataset, 'pixels' | 'classes'>,
): StateTensor[] {
  const slots = OPTIMIZER_SLOTS[genome.optimizer.kind];
  const widths = widthsOf(genome, pixels, classes);
  return widths.slice(1).flatMap((out, index) => {
    const parameters: StateTensor[] = [
      { name: `layer${index}.weight`, shape: [out, widths[index] ?? 0] },
      { name: `layer${index}.bias`, shape: [out, 1] },
    ];
    return parameters.flatMap(({ name, shape }) => [
      { name, shape },
      ...slots.map((slot) => ({ name: `${name}.${slot}`, shape })),
    ]);
  });
}

/** True for weights and biases, false for what an optimizer keeps. */
export function isParameter(name: string): boolean {
  return /^layer\d+\.(weight|bias)$/.test(name);
}

export function sizeOf({ shape }: Pick<StateTensor, 'shape'>): number {
  return shape.reduce((product, one) => product * one, 1);
}
