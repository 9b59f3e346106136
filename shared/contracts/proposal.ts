// What a strategy asks for: train this genome, on this budget, for the n-th time.
import type { Budget } from './budget.ts';
import type { GeneValue, Genome } from './genome.ts';

/**
 * One difference between a candidate and its parent; paths name list parts by id. `randomise`, with an
 * empty path: the whole genome is drawn at random, in place of a candidate that selection lacks.
 */
export interface GeneChange {
  readonly name:
    | 'mutate'
    | 'redraw'
    | 'insert'
    | 'remove'
    | 'activate'
    | 'deactivate'
    | 'cross'
    | 'randomise';
  readonly genePath: string;
  /** Value before; the position in the list for `remove`; null where there was none. */
  readonly from: GeneValue | null;
  /** Value after; the position in the list for `insert`; null where there is none. */
  readonly to: GeneValue | null;
}

/** How the weights begin: afresh, or from a parent's by part ids. */
export type Initialization =
  | 'fresh'
  | { readonly parent: string; readonly layers: Readonly<Record<string, string>> };

export interface Proposal {
  /** Unique in the run; the same for all replicates of a candidate in its batch. */
  readonly candidateId: string;
  readonly genome: Genome;
  /** Candidate ids, none for a random genome. */
  readonly parents: readonly string[];
  readonly operators: readonly GeneChange[];
  readonly budget: Budget;
  /** Counts the independent trainings of one genome; decides the evaluation seed. */
  readonly replicate: number;
  readonly initialization: Initialization;
  /** Evaluation key of a shorter training of the same genome and replicate to go on from. */
  readonly resumeFrom?: string;
  /** Keep the trained weights: they may be shipped. */
  readonly keepWeights?: boolean;
  /** Genomes beyond the limits that were refused before this one. */
  readonly refused: number;
}
