// The kind `mlp`: multi-layer perceptrons, the article's networks.
import type { Genome } from '../../../contracts/genome.ts';
import type { Kind } from '../kind.ts';
import { defaultSpace } from './default-space.ts';
import { canonicalMlp, mlpGenomeSchema } from './mlp-genome.ts';
import { mlpNetwork } from './mlp-network.ts';

export const mlpKind = {
  name: 'mlp',
  semantics: 1,
  genomeSchema: mlpGenomeSchema,
  canonical: (genome) => canonicalMlp(mlpGenomeSchema.parse(genome)) as unknown as Genome,
  network: (genome, task) => mlpNetwork(canonicalMlp(mlpGenomeSchema.parse(genome)), task),
  defaultSpace,
} satisfies Kind;
