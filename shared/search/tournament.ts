// The article's strategy: a population, tournaments, mutation, and elites that pass unchanged.
// Source: "Design by Evolution" (the article that evolambda follows); docs/decisions/ tells where
// its published code differs from its words.
import * as z from 'zod';
import type { Genome } from '../contracts/genome.ts';
import { FROM_SCRATCH, type GeneChange, type Proposal } from '../contracts/proposal.ts';
import { mutateWithinLimits } from '../genome/limits.ts';
import { randomStream } from '../kernel/random.ts';
import {
  type Archive,
  isInArchive,
  nextReplicate,
  type Standing,
  standingOf,
  withObservations,
} from './archive.ts';
import { compareFitness } from './compare-candidates.ts';
import { freshGenome, RANDOMISED } from './fresh-genome.ts';
import { primaryObjective } from './objectives.ts';
import { tournamentWinner } from './selection.ts';
import type { Asked, Strategy, StrategyConfig, Told } from './strategy.ts';

export const tournamentSettingsSchema = z
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

export type TournamentSettings = z.output<typeof tournamentSettingsSchema>;

interface Member {
  readonly candidateId: string;
  readonly genomeHash: string;
}

interface TournamentState {
  readonly version: 1;
  readonly config: StrategyConfig<TournamentSettings>;
  /** Generations asked for so far. */
  readonly asked: number;
  /** Generations told so far. */
  readonly told: number;
  /** The last told population, without candidates that failed or were censored. */
  readonly population: readonly Member[];
  readonly archive: Archive;
}

export const tournament: Strategy<TournamentState> = {
  name: 'tournament',

  init: (config) => ({
    version: 1,
    config: { ...config, settings: tournamentSettingsSchema.parse(config.settings) },
    asked: 0,
    told: 0,
    population: [],
    archive: {},
  }),

  ask: (state): Asked<TournamentState> => {
    const { asked, told, config } = state;
    if (told === config.settings.generations) return { state, done: true };
    const label = `generation ${asked}`;
    if (asked > told) return { state, label, proposals: [] };
    const proposals = asked === 0 ? firstPopulation(state) : nextPopulation(state);
    return { state: { ...state, asked: asked + 1 }, label, proposals };
  },

  tell: (state, results) => {
    const archive = withObservations(state.archive, results);
    return { ...state, told: state.told + 1, archive, population: membersOf(results, archive) };
  },
};

function membersOf(results: readonly Told[], archive: Archive): Member[] {
  const members = new Map<string, Member>();
  for (const { candidateId, genomeHash } of results) {
    if (isInArchive(archive, genomeHash)) members.set(candidateId, { candidateId, genomeHash });
  }
  return [...members.values()];
}

function firstPopulation({ config }: TournamentState): Proposal[] {
  return Array.from({ length: config.settings.population }, (_, slot) => {
    const drawn = freshGenome(config, 0, slot);
    return candidate(config, 0, slot, drawn.value, { rejected: drawn.rejected });
  });
}

function nextPopulation(state: TournamentState): Proposal[] {
  const { config, archive, asked: generation } = state;
  const { seed, space, task, settings } = config;
  const ranked = rankedMembers(state);
  const elites = distinctGenomes(ranked).slice(0, settings.elites);
  const unchanged = elites.flatMap(({ member, standing }, slot) => {
    const first = nextReplicate(archive, member.genomeHash);
    // Without a further replicate the known reading is asked for again and costs nothing.
    const replicates =
      settings.eliteReplicates === 0
        ? [first - 1]
        : Array.from({ length: settings.eliteReplicates }, (_, n) => first + n);
    return replicates.map((replicate) =>
      candidate(config, generation, slot, standing.genome, {
        parents: [member.candidateId],
        replicate,
      }),
    );
  });
  const missing = Math.max(0, leastParents(settings) - ranked.length);
  const children = Array.from({ length: settings.population - elites.length }, (_, child) => {
    const slot = elites.length + child;
    const place = { seed, generation, slot };
    if (child < missing || ranked.length === 0) {
      const drawn = freshGenome(config, generation, slot);
      return candidate(config, generation, slot, drawn.value, {
        operators: RANDOMISED,
        rejected: drawn.rejected,
      });
    }
    const stream = randomStream([seed, 'select', generation, slot]);
    const { tournamentSize, winProbability } = settings;
    const parent = tournamentWinner(ranked, tournamentSize, winProbability, stream);
    const drawn = mutateWithinLimits(parent.standing.genome, space, task, place);
    return candidate(config, generation, slot, drawn.value.genome, {
      parents: [parent.member.candidateId],
      operators: drawn.value.changes,
      rejected: drawn.rejected,
    });
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
function rankedMembers({ population, archive, config }: TournamentState): RankedMember[] {
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

function candidate(
  config: StrategyConfig<TournamentSettings>,
  generation: number,
  slot: number,
  genome: Genome,
  more: {
    readonly parents?: readonly string[];
    readonly operators?: readonly GeneChange[];
    readonly replicate?: number;
    readonly rejected?: number;
  },
): Proposal {
  return {
    candidateId: `g${generation}-${slot}`,
    genome,
    parents: more.parents ?? [],
    operators: more.operators ?? [],
    budget: config.budget,
    replicate: more.replicate ?? 0,
    start: FROM_SCRATCH,
    rejected: more.rejected ?? 0,
  };
}
