// Two parents: a child takes each of its genes from one of the two best of a sample.
import type { Genome } from '../../../shared/contracts/genome.ts';
import type { GeneChange, Proposal } from '../../../shared/contracts/proposal.ts';
import { randomWithinLimits } from '../../../shared/genome/limits.ts';
import { type RandomStream, randomStream } from '../../../shared/kernel/random.ts';
import { withObservations } from '../../../shared/search/archive.ts';
import type { Strategy } from '../../../shared/search/strategy.ts';
import { type Living, livingOf, rankedLiving } from './living.ts';
import { proposal, type ToyConfig, toyConfig } from './toy-config.ts';

interface CrossoverState {
  readonly version: 1;
  readonly config: ToyConfig;
  readonly asked: number;
  readonly told: number;
  readonly living: readonly Living[];
}

export const crossover: Strategy<CrossoverState> = {
  name: 'crossover',

  init: (config) => ({ version: 1, config: toyConfig(config), asked: 0, told: 0, living: [] }),

  ask: (state) => {
    const { asked: generation, told, config } = state;
    const label = `generation ${generation}`;
    if (told > config.settings.rounds) return { state, done: true };
    if (generation > told) return { state, label, proposals: [] };
    const proposals = Array.from({ length: config.settings.population }, (_, slot) =>
      child(state, generation, slot),
    );
    return { state: { ...state, asked: generation + 1 }, label, proposals };
  },

  tell: (state, results) => {
    const archive = withObservations({}, results);
    return {
      ...state,
      told: state.told + 1,
      living: [...state.living, ...livingOf(archive, state.config)],
    };
  },
};

function child({ config, living }: CrossoverState, generation: number, slot: number): Proposal {
  const { seed, space, task, budget } = config;
  const id = `c${generation}-${slot}`;
  if (living.length < 2) {
    const drawn = randomWithinLimits(space, task, { seed, generation, slot });
    return proposal(id, drawn.value, budget, { rejected: drawn.rejected });
  }
  const stream = randomStream([seed, 'cross', generation, slot]);
  const sample = Array.from({ length: 4 }, () => stream.pick(living));
  const [mother, father] = rankedLiving(sample, config) as [Living, Living];
  const { genome, operators } = crossed(mother.genome, father.genome, stream);
  return proposal(id, genome, budget, {
    parents: [mother.candidateId, father.candidateId],
    operators,
  });
}

/** Whole branches of the gene tree are exchanged, so that every child is valid. */
function crossed(mother: Genome, father: Genome, stream: RandomStream) {
  const operators: GeneChange[] = [];
  const genes = Object.keys(mother)
    .filter((name) => name !== 'format' && name !== 'kind')
    .sort()
    .map((name) => {
      if (stream.integer(0, 1) === 0) return [name, mother[name]!] as const;
      operators.push({ name: 'cross', genePath: name, from: mother[name]!, to: father[name]! });
      return [name, father[name]!] as const;
    });
  const genome: Genome = { format: 1, kind: mother.kind, ...Object.fromEntries(genes) };
  return { genome, operators };
}
