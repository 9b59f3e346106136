// Evolution with successive halving: a batch costs much the same, but the better a genome has read, the
// longer and fewer are the trainings it is read by. Random genomes and, in the next batches, children of
// the best are read shortly; then the best are read three times as long, the best of these nine times;
// then the best have children again. A batch sees at most as many examples as a generation of the
// tournament: on a rung, as many whole trainings as they pay for.
// Sources: Jamieson and Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter
// Optimization (2016); Awad, Mallik and Hutter, DEHB (2021), for offspring between the rungs.
import * as z from 'zod';
import type { Budget } from '../contracts/budget.ts';
import type { Genome } from '../contracts/genome.ts';
import type { Proposal } from '../contracts/proposal.ts';
import { genomeHash } from '../genome/identity.ts';
import { mutate } from '../genome/operators/mutate.ts';
import { withinLimits } from '../genome/operators/within-limits.ts';
import { randomStream } from '../kernel/random.ts';
import {
  type Archive,
  isInArchive,
  nextReplicate,
  ranking,
  type Standing,
  withObservations,
} from './archive.ts';
import {
  candidate,
  candidateIdOf,
  freshCandidate,
  type Particulars,
  RANDOMISED,
} from './candidate.ts';
import { type GenerationalState, generational } from './generational.ts';
import { primaryObjective } from './objectives.ts';
import { tournamentWinner } from './selection.ts';
import type { StrategyConfig, StrategyEntry } from './strategy.ts';

/** Of children, those whose numbers move by a step. */
const NEAR_SHARE = 0.5;

export const halvingSettingsSchema = z.strictObject({
  name: z.literal('halving').default('halving'),
  /** A batch sees at most the examples of so many trainings at the base budget. */
  population: z.int().min(1).max(100_000).default(50),
  /** Batches. */
  generations: z.int().min(1).max(10_000).default(10),
  /** Batches at the base budget before each climb: the first of random genomes, then of children. */
  baseBatches: z.int().min(1).max(10_000).default(3),
  /** η: a rung's trainings are so many times as long as those of the rung below, and as much fewer. */
  reduction: z.int().min(2).max(10).default(3),
  /** Rungs above the base budget, fewer where a population cannot pay for one training on the highest. */
  rungs: z.int().min(1).max(8).default(2),
  /** Best genomes of the highest rung that are read once more with each batch there. */
  leaders: z.int().min(0).max(100).default(1),
  /** k and p of the tournaments among parents, as in the article. */
  tournamentSize: z.int().min(1).max(1000).default(3),
  winProbability: z.number().gt(0).max(1).default(0.85),
});

export type HalvingSettings = z.output<typeof halvingSettingsSchema>;
type State = GenerationalState<HalvingSettings, Archive>;

export const halving: StrategyEntry = {
  help: 'evolution with successive halving',
  settingsSchema: halvingSettingsSchema,
  withoutReplicates: { leaders: 0 },
  strategy: generational({
    name: 'halving',
    parse: (settings) => halvingSettingsSchema.parse(settings),
    memory: (): Archive => ({}),
    isOver: ({ asked, config }) => asked === config.settings.generations,
    propose: proposalsOf,
    observe: ({ memory }, results) => withObservations(memory, results),
    ahead: ({ asked, config }) =>
      Array.from({ length: config.settings.generations - asked }, (_, index) => {
        const rung = rungOf(asked + index, config.settings);
        const { examples } = budgetOf(config, rung);
        return { candidates: candidatesOf(rung, config.settings), examples };
      }),
  }),
};

/**
 * The rung of each batch: so many at the base budget, then from the first rung to the highest, and
 * again. It does not depend on how many batches there will be, so that a longer search begins as the
 * shorter one did.
 */
export function rungOf(batch: number, settings: HalvingSettings): number {
  const { baseBatches } = settings;
  return Math.max(0, (batch % (baseBatches + rungsOf(settings))) - baseBatches + 1);
}

/** Rungs that the examples of a batch pay for; a population under 9 has one of the default two, under 3 none. */
function rungsOf({ population, reduction, rungs }: HalvingSettings): number {
  let paid = 0;
  while (paid < rungs && reduction ** (paid + 1) <= population) paid += 1;
  return paid;
}

/** As many as the examples of a batch pay for. */
function candidatesOf(rung: number, { population, reduction }: HalvingSettings): number {
  return Math.floor(population / reduction ** rung);
}

function proposalsOf(state: State): Proposal[] {
  const { config, asked: batch } = state;
  const { settings } = config;
  const rung = rungOf(batch, settings);
  const count = candidatesOf(rung, settings);
  if (rung > 0) return promoted(state, rung, count);
  if (batch > 0) return children(state, count);
  return Array.from({ length: count }, (_, slot) => fresh(state, slot));
}

/** On the rungs the learning rate falls: what is read there is to be like what is shipped. */
function budgetOf({ budget, settings }: StrategyConfig<HalvingSettings>, rung: number): Budget {
  if (rung === 0) return budget;
  return { examples: budget.examples * settings.reduction ** rung, schedule: 'linear' };
}

/**
 * The best that were read on the rung below and not yet here; random genomes where there are none. On
 * the highest rung the leaders are read again: one lucky reading is to be known as such.
 */
function promoted(state: State, rung: number, count: number): Proposal[] {
  const standings = standingsOf(state).filter(({ fitness }) => fitness !== null);
  const readOn = (at: number) => {
    const { examples } = budgetOf(state.config, at);
    return standings.filter((standing) => standing.examples === examples);
  };
  const { settings } = state.config;
  const isHighest = rung === rungsOf(settings);
  const again = isHighest ? readOn(rung).slice(0, Math.min(settings.leaders, count - 1)) : [];
  const chosen = [...again, ...readOn(rung - 1)].slice(0, count);
  const climbing = chosen.map(({ genome, candidateId, genomeHash: hash }, slot) =>
    propose(state, slot, genome, {
      parents: [candidateId],
      replicate: nextReplicate(state.memory, hash),
    }),
  );
  const missing = Array.from({ length: count - climbing.length }, (_, n) =>
    fresh(state, climbing.length + n),
  );
  return [...climbing, ...missing];
}

function children(state: State, count: number): Proposal[] {
  const { config } = state;
  const { seed, settings } = config;
  const parents = standingsOf(state)
    .filter(({ fitness }) => fitness !== null)
    .slice(0, count);
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, slot) => {
    if (parents.length === 0) return fresh(state, slot);
    const generation = state.asked;
    const stream = randomStream([seed, 'select', generation, slot]);
    const { tournamentSize, winProbability } = settings;
    const parent = tournamentWinner(parents, tournamentSize, winProbability, stream);
    const born = child(state, parent, slot, taken);
    taken.add(genomeHash(born.genome));
    return born;
  });
}

/**
 * A mutant that was not read before and is none of its siblings: half of them with numbers near their
 * parent's, for where the best are the better ones lie. A fresh random genome after 1,000 that were.
 */
function child(state: State, parent: Standing, slot: number, taken: ReadonlySet<string>): Proposal {
  const { config, memory, asked: generation } = state;
  const { seed, space, task } = config;
  const key = { seed, generation, slot };
  const isNear = randomStream([seed, 'reach', generation, slot]).real() < NEAR_SHARE;
  const reach = isNear ? 'near' : 'anew';
  const isKnown = (genome: Genome) => {
    const hash = genomeHash(genome);
    return taken.has(hash) || isInArchive(memory, hash);
  };
  const mutant = withinLimits(
    (drawKey) => mutate(parent.genome, space, drawKey, reach),
    space.limits,
    task,
    key,
    isKnown,
  );
  if (mutant === null) return fresh(state, slot);
  const { genome, changes, rejected } = mutant;
  return propose(state, slot, genome, {
    parents: [parent.candidateId],
    operators: changes,
    rejected,
  });
}

function standingsOf({ memory, config }: State): Standing[] {
  return ranking(memory, primaryObjective(config));
}

function fresh({ asked, config }: State, slot: number): Proposal {
  const budget = budgetOf(config, rungOf(asked, config.settings));
  const operators = asked === 0 ? [] : RANDOMISED;
  return freshCandidate({ ...config, budget }, asked, slot, { operators });
}

function propose(
  { asked, config }: State,
  slot: number,
  genome: Genome,
  particulars: Particulars,
): Proposal {
  const budget = budgetOf(config, rungOf(asked, config.settings));
  return candidate(candidateIdOf(asked, slot), genome, budget, particulars);
}
