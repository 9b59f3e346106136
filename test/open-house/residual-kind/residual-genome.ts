// The genome of a residual network: a width, blocks with branches, an update rule; its canonical form and its repair.
// No gene has a name of the kind `mlp`, so that code that reads those names fails here.
import * as z from 'zod';
import { type Task, valuesIn } from '../../../shared/contracts/task.ts';
import { ACTIVATIONS } from '../../../shared/network/ops/activation.ts';
import { DROPOUT_LEVELS } from '../../../shared/network/ops/dropout.ts';
import { OPTIMIZERS } from '../../../shared/network/optimizer.ts';

const blockSchema = z.strictObject({
  id: z.string().min(1).max(64).optional(),
  /** Layers of each branch; a branch without layers is the block's input once more. */
  long: z.int().min(1).max(8),
  short: z.int().min(0).max(8),
  curve: z.enum(ACTIVATIONS),
  noise: z.number().min(0).lt(1).default(0),
});

export const residualGenomeSchema = z.strictObject({
  format: z.literal(1).default(1),
  kind: z.literal('residual').default('residual'),
  /** Whether a layer comes before the blocks; without one the first block adds the examples themselves. */
  stem: z.boolean(),
  width: z.int().min(1).max(4096),
  blocks: z.array(blockSchema).max(16),
  rule: z.enum(OPTIMIZERS),
  speed: z.number().positive(),
  decay: z.number().min(0).default(0),
});

export type ResidualGenome = z.output<typeof residualGenomeSchema>;

/** Ids out, noise a multiple of 1/256 below 1, speed and decay to four significant digits. */
export function canonicalResidual(genome: ResidualGenome): ResidualGenome {
  const { stem, width, rule } = genome;
  return {
    format: 1,
    kind: 'residual',
    stem,
    width,
    blocks: genome.blocks.map(({ long, short, curve, noise }) => {
      const level = Math.min(Math.round(noise * DROPOUT_LEVELS), DROPOUT_LEVELS - 1);
      return { long, short, curve, noise: level / DROPOUT_LEVELS };
    }),
    rule,
    speed: Number(genome.speed.toPrecision(4)),
    decay: Number(genome.decay.toPrecision(4)),
  };
}

/** A block adds its input to its branches: without a stem, examples of another width do not fit. */
export function isTrainable({ stem, width }: ResidualGenome, task: Task): boolean {
  return stem || width === valuesIn(task.shape);
}
