// The kind `mlp`: multi-layer perceptrons, the article's networks.
import type { Genome } from '../../../contracts/genome.ts';
import type { GenomeCost, Kind, Task } from '../kind.ts';
import { canonicalMlp, type MlpGenome, mlpGenomeSchema } from './mlp-genome.ts';

export const mlpKind: Kind = {
  name: 'mlp',
  hasCost: true,
  genomeSchema: mlpGenomeSchema,
  canonical: (genome) => canonicalMlp(mlpGenomeSchema.parse(genome)) as unknown as Genome,
  cost: (genome, task) => mlpCost(mlpGenomeSchema.parse(genome), task),
};

/** Dense layers only: in·out weights and out biases each, 2·in·out operations an example. */
function mlpCost(genome: MlpGenome, task: Task): GenomeCost {
  const widths = [task.inputs, ...genome.layers.map((layer) => layer.units), task.classes];
  let weights = 0;
  let biases = 0;
  for (const [index, width] of widths.entries()) {
    if (index === 0) continue;
    weights += (widths[index - 1] ?? 0) * width;
    biases += width;
  }
  const parameters = weights + biases;
  return {
    parameters,
    layers: genome.layers.length,
    forwardFlops: 2 * weights,
    bytes: 4 * parameters,
  };
}
