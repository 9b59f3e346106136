// What an operator returns. An operator is a plain function of parents, space and draw key; it touches no parent.
import type { Genome } from '../../contracts/genome.ts';
import type { GeneChange } from '../../contracts/proposal.ts';

export interface Offspring {
  readonly genome: Genome;
  /** How the genome differs from its parents'. */
  readonly changes: readonly GeneChange[];
}
