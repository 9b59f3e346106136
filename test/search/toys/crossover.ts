// Two parents: a child takes each of its genes from one of the two best of a sample.
import type { Genome } from '../../../shared/contracts/genome.ts';
import type { GeneChange, Proposal } from '../../../shared/contracts/proposal.ts';
import { type RandomStream, randomStream } from '../../../shared/kernel/random.ts';
import { withObservations } from '../../../shared/search/archive.ts';
import { candidate, candidateIdOf, freshCandidate } from '../../../shared/search/candidate.ts';
import { type GenerationalState, generational } from '../../../shared/search/generational.ts';
import { type Living, livingOf, rankedLiving } from './living.ts';
import { type ToyConfig, toySettings } from './toy-config.ts';

type State = GenerationalState<ToyConfig['settings'], readonly Living[]>;

export const crossover = generational({
  name: 'crossover',
  parse: toySettings,
  memory: (): readonly Living[] => [],
  isOver: ({ asked, config }) => asked > config.settings.rounds,
  propose: (state) =>
    Array.from({ length: state.config.settings.population }, (_, slot) => child(state, slot)),
  observe: ({ memory, config }, results) => [
    ...memory,
    ...livingOf(withObservations({}, results), config),
  ],
});

function child({ config, memory: living, asked: generation }: State, slot: number): Proposal {
  const { seed, budget } = config;
  if (living.length < 2) return freshCandidate(config, generation, slot);
  const stream = randomStream([seed, 'cross', generation, slot]);
  const sample = Array.from({ length: 4 }, () => stream.pick(living));
  const [mother, father] = rankedLiving(sample, config) as [Living, Living];
  const { genome, operators } = crossed(mother.genome, father.genome, stream);
  const parents = [mother.candidateId, father.candidateId];
  return candidate(candidateIdOf(generation, slot), genome, budget, { parents, operators });
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
