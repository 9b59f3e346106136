// A kind gives a gene tree its meaning: what is a valid genome, which ones are equal, what they cost.
import type { z } from 'zod';
import type { Genome } from '../../contracts/genome.ts';

/** The shape of the task that a network must fit. */
export interface Task {
  /** Values of one example (pixels of an image). */
  readonly inputs: number;
  readonly classes: number;
}

/** What a genome costs, whatever the budget. */
export interface GenomeCost {
  /** Weights and biases. */
  readonly parameters: number;
  readonly layers: number;
  /** Floating-point operations of one example's forward pass. */
  readonly forwardFlops: number;
  /** Bytes of the weights in float32. */
  readonly bytes: number;
}

export interface Kind {
  readonly name: string;
  /** Whether `cost` says anything; without it a space can have no limits. */
  readonly hasCost: boolean;
  /** Accepts a genome with defaults left out and returns it whole. */
  readonly genomeSchema: z.ZodType;
  /** The form in which genomes that train alike are equal. */
  canonical(genome: Genome): Genome;
  cost(genome: Genome, task: Task): GenomeCost;
}
