// A second kind of genome, as somebody else would add one: residual networks. Its folder and a line in the registry
// of kinds are all there is of it; the tests around it show that nothing else has to know it.
import type { Genome } from '../../../shared/contracts/genome.ts';
import { searchSpaceSchema } from '../../../shared/contracts/search-space.ts';
import type { Kind } from '../../../shared/genome/kinds/kind.ts';
import {
  canonicalResidual,
  isTrainable,
  type ResidualGenome,
  residualGenomeSchema,
} from './residual-genome.ts';
import { residualNetwork } from './residual-network.ts';

const choice = { type: 'categorical', mutation: 0.2 } as const;
const rate = { type: 'real', scale: 'log', mutation: 0.2 } as const;

const defaultSpace = searchSpaceSchema.parse({
  format: 1,
  kind: 'residual',
  genes: {
    stem: { ...choice, values: [true, false] },
    width: { type: 'integer', min: 8, max: 32, mutation: 0.2 },
    blocks: {
      type: 'list',
      length: { min: 1, max: 3 },
      mutation: 0.2,
      genes: {
        long: { type: 'integer', min: 1, max: 3, mutation: 0.2 },
        short: { type: 'integer', min: 0, max: 2, mutation: 0.2 },
        curve: { ...choice, values: ['tanh', 'relu', 'elu'] },
        noise: { type: 'real', min: 0, max: 0.3, mutation: 0.2 },
      },
    },
    rule: { ...choice, values: ['sgd', 'adam'] },
    speed: { ...rate, min: 0.001, max: 0.03 },
    decay: { ...rate, min: 0.00001, max: 0.001 },
  },
});

const read = (genome: Genome): ResidualGenome => residualGenomeSchema.parse(genome);

export const residualKind = {
  name: 'residual',
  semantics: 1,
  genomeSchema: residualGenomeSchema,
  canonical: (genome) => canonicalResidual(read(genome)) as unknown as Genome,
  network: (genome, task) => residualNetwork(canonicalResidual(read(genome)), task),
  defaultSpace,
  repair: (genome, task) => (isTrainable(read(genome), task) ? genome : { ...genome, stem: true }),
} satisfies Kind;
