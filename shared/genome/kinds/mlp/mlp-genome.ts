// The genome of a multi-layer perceptron: hidden layers and an optimizer, and its canonical form.
import * as z from 'zod';
import { ACTIVATIONS } from '../../../network/ops/activation.ts';
import { DROPOUT_LEVELS } from '../../../network/ops/dropout.ts';
import { OPTIMIZERS } from '../../../network/optimizer.ts';

const layerSchema = z.strictObject({
  id: z.string().min(1).max(64).optional(),
  units: z.int().min(1).max(65_536),
  activation: z.enum(ACTIVATIONS),
  dropout: z.number().min(0).lt(1).default(0),
});

/** What training accepts. The search space's own bounds are narrower and are checked elsewhere. */
export const mlpGenomeSchema = z.strictObject({
  format: z.literal(1).default(1),
  kind: z.literal('mlp').default('mlp'),
  layers: z.array(layerSchema).max(64),
  optimizer: z.strictObject({
    kind: z.enum(OPTIMIZERS),
    learningRate: z.number().positive(),
    weightDecay: z.number().min(0).default(0),
  }),
});

export type MlpGenome = z.output<typeof mlpGenomeSchema>;

/**
 * The canonical form: ids out, dropout a multiple of 1/256 below 1, learningRate and weightDecay
 * to four significant digits. Genomes with equal canonical forms train alike and hash alike.
 */
export function canonicalMlp(genome: MlpGenome): MlpGenome {
  return {
    format: 1,
    kind: 'mlp',
    layers: genome.layers.map(({ units, activation, dropout }) => ({
      units,
      activation,
      dropout: Math.min(Math.round(dropout * DROPOUT_LEVELS), DROPOUT_LEVELS - 1) / DROPOUT_LEVELS,
    })),
    optimizer: {
      kind: genome.optimizer.kind,
      learningRate: fourDigits(genome.optimizer.learningRate),
      weightDecay: fourDigits(genome.optimizer.weightDecay),
    },
  };
}

function fourDigits(value: number): number {
  return Number(value.toPrecision(4));
}
