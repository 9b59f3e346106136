// The article's strategy: a population, tournaments, mutation, and elites that pass unchanged.
// Source: "Design by Evolution" (the article that evolambda follows); docs/decisions/ tells where
// its published code differs from its words.
import * as z from 'zod';
import { mutateWithinLimits } from '../genome/operators/within-limits.ts';
import { randomStream } from '../kernel/random.ts';
import {
  type Archive,
  isInArchive,
  nextReplicate,
  type Standing,
  standingOf,
  withObservations,
} from './archive.ts';
import { candidate, candidateIdOf, freshCandidate, RANDOMISED } from './candidate.ts';
import { compareFitness } from './compare-candidates.ts';
import { type GenerationalState, generational } from './generational.ts';
import { primaryObjective } from './objectives.ts';
import { tournamentWinner } from './selection.ts';
import type { StrategyEntry, Told } from './strategy.ts';

const settingsSchema = z
  .strictObject({
    name: z.literal('tournament').default('tournament'),
    population: z.int().min(1).max(100_000).default(50),
    /** Evaluated populations, the first random one included. */
    generations: z.int().min(1).max(10_000).default(10),
    /** k, members that meet in a tournament; by default 3 or the whole of a smaller population. */
    tournamentSize: z.int().min(1).optional(),
    /** p, the probability that the best of them wins. */
    winProbability: z.number().gt(0).max(1).default(0.85),
    /** Best distinct genomes that pass unchanged; by default 2, fewer in a population of 1 or 2. */
    elites: z.int().min(0).optional(),
    /** Further trainings of every elite in a generation; 0 is the article's. */
    eliteReplicates: z.int().min(0).max(100).default(1),
  })
  .transform((settings) => ({
    ...settings,
    tournamentSize: settings.tournamentSize ?? Math.min(3, settings.population),
    elites: settings.elites ?? Math.min(2, settings.population - 1),
  }))
  .superRefine((settings, context) => {
    const bound = (field: 'tournamentSize' | 'elites', max: number) => {
      if (settings[field] <= max) return;
      const message = `an integer of at most ${max}, the population`;
      context.addIssue({ code: 'custom', path: [field], message });
    };
    bound('tournamentSize', settings.population);
    bound('elites', settings.population);
  });

type TournamentSettings = z.output<typeof settingsSchema>;

interface Member {
  readonly candidateId: string;
  readonly genomeHash: string;
}

interface Memory {
  /** The last observed population, without candidates that failed or were censored. */
  readonly population: readonly Member[];
  readonly archive: Archive;
}

type State = GenerationalState<TournamentSettings, Memory>;

export const tournament: StrategyEntry = {
  help: 'tournament selection, mutation and elites',
  settingsSchema,
  withoutReplicates: { eliteReplicates: 0 },
  strategy: generational({
    name: 'tournament',
    parse: (settings) => settingsSchema.parse(settings),
    memory: (): Memory => ({ population: [], archive: {} }),
    isOver: ({ asked, config }) => asked === config.settings.generations,
    propose: (state) => (state.asked === 0 ? firstPopulation(state) : nextPopulation(state)),
    observe: ({ memory }, results) => {
      const archive = withObservations(memory.archive, results);
      return { archive, population: membersOf(results, archive) };
    },
  }),
};

function membersOf(results: readonly Told[], archive: Archive): Member[] {
  const members = new Map<string, Member>();
  for (const { candidateId, genomeHash } of results) {
    if (isInArchive(archive, genomeHash)) members.set(candidateId, { candidateId, genomeHash });
  }
  return [...members.values()];
}

function firstPopulation({ config }: State) {
  return Array.from({ length: config.settings.population }, (_, slot) =>
    freshCandidate(config, 0, slot),
  );
}

function nextPopulation(state: State) {
  const { config, memory, asked: generation } = state;
  const { seed, space, task, budget, settings } = config;
  const ranked = rankedMembers(state);
  const elites = distinctGenomes(ranked).slice(0, settings.elites);
  const unchanged = elites.flatMap(({ member, standing }, slot) => {
    const first = nextReplicate(memory.archive, member.genomeHash);
    // Without a further replicate the known evaluation is proposed again and costs nothing.
    const replicates =
      settings.eliteReplicates === 0
        ? [first - 1]
        : Array.from({ length: settings.eliteReplicates }, (_, n) => first + n);
    const candidateId = candidateIdOf(generation, slot);
    const parents = [member.candidateId];
    return replicates.map((replicate) =>
      candidate(candidateId, standing.genome, budget, { parents, replicate }),
    );
  });
  const missing = Math.max(0, leastParents(settings) - ranked.length);
  const children = Array.from({ length: settings.population - elites.length }, (_, child) => {
    const slot = elites.length + child;
    if (child < missing || ranked.length === 0) {
      return freshCandidate(config, generation, slot, { operators: RANDOMISED });
    }
    const stream = randomStream([seed, 'select', generation, slot]);
    const { tournamentSize, winProbability } = settings;
    const parent = tournamentWinner(ranked, tournamentSize, winProbability, stream);
    const key = { seed, generation, slot };
    const { genome, changes, rejected } = mutateWithinLimits(
      parent.standing.genome,
      space,
      task,
      key,
    );
    const parents = [parent.member.candidateId];
    const particulars = { parents, operators: changes, rejected };
    return candidate(candidateIdOf(generation, slot), genome, budget, particulars);
  });
  return [...unchanged, ...children];
}

/** Completed candidates that selection needs: the members of a tournament, and one besides the elites. */
function leastParents({ tournamentSize, elites }: TournamentSettings): number {
  return Math.max(tournamentSize, elites + 1);
}

interface RankedMember {
  readonly member: Member;
  readonly standing: Standing;
}

/** Members that completed every training, best first: one that diverged is neither parent nor elite. */
function rankedMembers({ memory: { population, archive }, config }: State): RankedMember[] {
  const objective = primaryObjective(config);
  return population
    .flatMap((member) => {
      const standing = standingOf(archive, member.genomeHash, objective);
      return standing?.fitness == null ? [] : [{ member, standing }];
    })
    .sort((a, b) => compareFitness(a.standing, b.standing, objective));
}

function distinctGenomes(ranked: readonly RankedMember[]): RankedMember[] {
  const first = new Map<string, RankedMember>();
  for (const entry of ranked) {
    if (!first.has(entry.member.genomeHash)) first.set(entry.member.genomeHash, entry);
  }
  return [...first.values()];
}
