// Which genomes are the same: the hash of the canonical form.
import type { Genome } from '../contracts/genome.ts';
import { hashOf } from '../kernel/canonical-json.ts';
import { kindOf } from './kinds/registry.ts';

/** SHA-256 of a genome's canonical form; part ids do not count. */
export function genomeHash(genome: Genome): string {
  return hashOf(canonicalGenome(genome));
}

/** The form of a genome that is trained. */
export function canonicalGenome(genome: Genome): Genome {
  return kindOf(genome.kind).canonical(genome);
}
