// Two objectives at once: parents are the genomes that none beats in accuracy and size both.
// Source of dominance: Deb et al., A Fast and Elitist Multiobjective Genetic Algorithm (2002).
import type { Genome } from '../../../shared/contracts/genome.ts';
import type { Proposal } from '../../../shared/contracts/proposal.ts';
import { mutateWithinLimits } from '../../../shared/genome/operators/within-limits.ts';
import { randomStream } from '../../../shared/kernel/random.ts';
import { objectiveNumber } from '../../../shared/search/archive.ts';
import { candidate, candidateIdOf, freshCandidate } from '../../../shared/search/candidate.ts';
import { type GenerationalState, generational } from '../../../shared/search/generational.ts';
import type { Told } from '../../../shared/search/strategy.ts';
import { type ToyConfig, toySettings } from './toy-config.ts';

interface FrontMember {
  readonly candidateId: string;
  readonly genome: Genome;
  /** One number an objective, turned so that more is better. */
  readonly scores: readonly number[];
}

type State = GenerationalState<ToyConfig['settings'], readonly FrontMember[]>;

export const twoObjectives = generational({
  name: 'twoObjectives',
  parse: toySettings,
  memory: (): readonly FrontMember[] => [],
  isOver: ({ asked, config }) => asked > config.settings.rounds,
  propose: (state) =>
    Array.from({ length: state.config.settings.population }, (_, slot) => child(state, slot)),
  observe: ({ memory, config }, results) => {
    const all = [...memory, ...results.flatMap((told) => memberOf(told, config))];
    return all.filter((one) => !all.some((other) => dominates(other, one)));
  },
});

function child({ config, memory: front, asked: generation }: State, slot: number): Proposal {
  const { seed, space, task, budget } = config;
  if (front.length === 0) return freshCandidate(config, generation, slot);
  const parent = randomStream([seed, 'select', generation, slot]).pick(front);
  const key = { seed, generation, slot };
  const { genome, changes, rejected } = mutateWithinLimits(parent.genome, space, task, key);
  const parents = [parent.candidateId];
  const particulars = { parents, operators: changes, rejected };
  return candidate(candidateIdOf(generation, slot), genome, budget, particulars);
}

function memberOf(told: Told, config: ToyConfig): FrontMember[] {
  const { objectives, candidateId, genome } = told;
  if (objectives === null) return [];
  const scores = config.objectives.map(({ name, direction }) => {
    const value = objectiveNumber(objectives[name]!);
    return direction === 'maximize' ? value : -value;
  });
  return [{ candidateId, genome, scores }];
}

function dominates(a: FrontMember, b: FrontMember): boolean {
  const isNowhereWorse = a.scores.every((score, index) => score >= b.scores[index]!);
  return isNowhereWorse && a.scores.some((score, index) => score > b.scores[index]!);
}
