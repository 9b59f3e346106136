// A kind gives a gene tree its meaning: which genomes are valid, which are equal, which network each describes.
// Adding a kind touches its folder and the registry beside this file.
import type { z } from 'zod';
import type { Genome } from '../../contracts/genome.ts';
import type { SearchSpace } from '../../contracts/search-space.ts';
import type { Task } from '../../contracts/task.ts';
import type { Network } from '../../network/network.ts';

export interface Kind {
  readonly name: string;
  /** Rises when equal genomes give other networks than before. Part of the evaluation keys of this kind alone. */
  readonly semantics: number;
  /** Accepts a genome with defaults left out and returns it whole. */
  readonly genomeSchema: z.ZodType;
  /** The form in which genomes that train alike are equal. */
  canonical(genome: Genome): Genome;
  /** The network of a genome; absent where only code of the user's knows what the genes mean. */
  readonly network?: (genome: Genome, task: Task) => Network;
  /** What is searched where no space is given; absent where there is none to assume. */
  readonly defaultSpace?: SearchSpace;
  /** The nearest genome that can be trained, itself where it can; absent where every genome of a space can. */
  readonly repair?: (genome: Genome, task: Task) => Genome;
}
