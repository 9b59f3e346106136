// What a strategy asks for: train this genome, on this budget, for the n-th time.
import type { Budget } from './budget.ts';
import type { GeneValue, Genome } from './genome.ts';

/**
 * One difference between a candidate and its parent; paths name list parts by id. `randomise`, with an
 * empty path: the whole genome is drawn at random, in place of a candidate that selection lacks. `repair`: the kind
 * made the mutant one that can be trained.
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
    | 'repair'
    | 'randomise';
  readonly genePath: string;
  /** Value before; the position in the list for `remove`; null where there was none. */
  readonly from: GeneValue | null;
  /** Value after; the position in the list for `insert`; null where there is none. */
  readonly to: GeneValue | null;
}

/** A node that takes the weights of a parent's node: their places in the node lists of the two networks. */
export interface Morphism {
  readonly parentNode: number;
  readonly node: number;
}

/**
 * Where a training starts: from initial weights, from the checkpoint of a shorter training of the same genome and
 * replicate, or from the weights of a parent. Nodes are named by place, so that ids enter no evaluation key.
 */
export type Start =
  | { readonly from: 'scratch' }
  | { readonly from: 'checkpoint'; readonly evaluationKey: string }
  | {
      readonly from: 'parent';
      readonly evaluationKey: string;
      readonly morphisms: readonly Morphism[];
    };

export const FROM_SCRATCH: Start = { from: 'scratch' };

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
  readonly start: Start;
  /** Keep the trained weights: they may be shipped. */
  readonly keepWeights?: boolean;
  /** Genomes beyond the limits that were rejected before this one. */
  readonly rejected: number;
}
