// The genome that stands best, as users of the library see it.
import type { Genome as GeneTree } from '../../shared/contracts/genome.ts';
import { canonicalGenome } from '../../shared/genome/identity.ts';
import { meanOfOther } from '../../shared/search/archive.ts';
import { bestOf, type CampaignState } from '../../shared/search/campaign.ts';
import { primaryObjective } from '../../shared/search/objectives.ts';

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
  const objectives = objectivesOf(campaign, best.genomeHash, fitness);
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
  { config, main }: CampaignState,
  genomeHash: string,
  fitness: number,
): Record<string, number> {
  const [, ...others] = config.objectives;
  const means = others.flatMap(({ name }): [string, number][] => {
    const mean = meanOfOther(main.archive, genomeHash, name);
    return mean === undefined ? [] : [[name, mean]];
  });
  return Object.fromEntries([[primaryObjective(config).name, fitness], ...means]);
}

/** The genes alone: no ids, no format, no kind. */
export function genesOf<Genome>(genome: GeneTree): Genome {
  const { format: _, kind: __, ...genes } = canonicalGenome(genome);
  return genes as Genome;
}
