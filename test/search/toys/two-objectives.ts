// Two objectives at once: parents are the genomes that none beats in accuracy and size both.
// Source of dominance: Deb et al., A Fast and Elitist Multiobjective Genetic Algorithm (2002).
import type { Genome } from '../../../shared/contracts/genome.ts';
import type { Proposal } from '../../../shared/contracts/proposal.ts';
import { mutateWithinLimits, randomWithinLimits } from '../../../shared/genome/limits.ts';
import { randomStream } from '../../../shared/kernel/random.ts';
import { objectiveNumber } from '../../../shared/search/archive.ts';
import type { Strategy, Told } from '../../../shared/search/strategy.ts';
import { proposal, type ToyConfig, toyConfig } from './toy-config.ts';

interface FrontMember {
  readonly candidateId: string;
  readonly genome: Genome;
  /** One number an objective, turned so that more is better. */
  readonly scores: readonly number[];
}

interface TwoObjectivesState {
  readonly version: 1;
  readonly config: ToyConfig;
  readonly asked: number;
  readonly told: number;
  readonly front: readonly FrontMember[];
}

export const twoObjectives: Strategy<TwoObjectivesState> = {
  name: 'twoObjectives',

  init: (config) => ({ version: 1, config: toyConfig(config), asked: 0, told: 0, front: [] }),

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
    const all = [...state.front, ...results.flatMap((told) => memberOf(told, state.config))];
    const front = all.filter((one) => !all.some((other) => dominates(other, one)));
    return { ...state, told: state.told + 1, front };
  },
};

function child({ config, front }: TwoObjectivesState, generation: number, slot: number): Proposal {
  const { seed, space, task, budget } = config;
  const place = { seed, generation, slot };
  const id = `t${generation}-${slot}`;
  if (front.length === 0) {
    const drawn = randomWithinLimits(space, task, place);
    return proposal(id, drawn.value, budget, { rejected: drawn.rejected });
  }
  const parent = randomStream([seed, 'select', generation, slot]).pick(front);
  const drawn = mutateWithinLimits(parent.genome, space, task, place);
  return proposal(id, drawn.value.genome, budget, {
    parents: [parent.candidateId],
    operators: drawn.value.changes,
    rejected: drawn.rejected,
  });
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
