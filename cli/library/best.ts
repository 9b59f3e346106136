// The genome that stands best, as users of the library see it.
import type { Genome as GeneTree } from '../../shared/contracts/genome.ts';
import { canonicalGenome } from '../../shared/genome/identity.ts';
import { bestOf, type CampaignState } from '../../shared/search/campaign.ts';

export interface Best<Genome> {
  readonly genome: Genome;
  readonly candidateId: string;
  /** Mean of the first objective over its replicates. */
  readonly fitness: number;
  /** Null below two replicates. */
  readonly standardError: number | null;
  readonly replicates: number;
}

/** Null while nothing completed. */
export function bestIn<Genome>(campaign: CampaignState): Best<Genome> | null {
  const best = bestOf(campaign);
  if (best === undefined || best.fitness === null) return null;
  const { candidateId, fitness, standardError, replicates } = best;
  return { genome: genesOf(best.genome), candidateId, fitness, standardError, replicates };
}

/** The genes alone: no ids, no format, no kind. */
export function genesOf<Genome>(genome: GeneTree): Genome {
  const { format: _, kind: __, ...genes } = canonicalGenome(genome);
  return genes as Genome;
}
