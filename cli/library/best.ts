// The genome that stands best, as users of the library see it.
import type { Genome as GeneTree } from '../../shared/contracts/genome.ts';
import { canonicalGenome } from '../../shared/genome/identity.ts';
import type { Standing } from '../../shared/search/archive.ts';
import { bestOf, type CampaignState } from '../../shared/search/campaign.ts';

export interface Best<Genome> {
  readonly genome: Genome;
  readonly candidateId: string;
  /** Mean of the first objective over its replicates. */
  readonly fitness: number;
  /** Mean of each objective over the same replicates. */
  readonly objectives: Readonly<Record<string, number>>;
  /** Null below two replicates. */
  readonly standardError: number | null;
  readonly replicates: number;
}

/** Null while nothing completed. */
export function bestIn<Genome>(campaign: CampaignState): Best<Genome> | null {
  const best = bestOf(campaign);
  if (best === undefined || best.fitness === null) return null;
  const { candidateId, fitness, standardError, replicates } = best;
  const objectives = objectivesOf(campaign, best.values);
  return {
    genome: genesOf(best.genome),
    candidateId,
    fitness,
    objectives,
    standardError,
    replicates,
  };
}

/** In the order of their declaration. */
function objectivesOf(
  { config }: CampaignState,
  values: Standing['values'],
): Record<string, number> {
  return Object.fromEntries(
    config.objectives.flatMap(({ name }) => {
      const value = values[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** The genes alone: no ids, no format, no kind. */
export function genesOf<Genome>(genome: GeneTree): Genome {
  const { format: _, kind: __, ...genes } = canonicalGenome(genome);
  return genes as Genome;
}
