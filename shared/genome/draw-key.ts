// The key of a draw: which RNG streams decide a genome, and which ids its new parts get. Streams are keyed by
// candidate and gene, so that the order of execution changes nothing.
import { hashOf } from '../kernel/canonical-json.ts';
import { type RandomStream, randomStream, type StreamKey } from '../kernel/random.ts';

/** One candidate of a run; the seed of a baseline is text. */
export interface CandidateKey {
  readonly seed: number | string;
  readonly generation: number;
  readonly slot: number;
}

/** One draw for a candidate: a genome that is rejected is drawn again with the next attempt. */
export interface DrawKey extends CandidateKey {
  readonly attempt: number;
}

/** The stream of one decision. */
export function streamOf(key: DrawKey, purpose: string, ...rest: StreamKey): RandomStream {
  const { seed, generation, slot, attempt } = key;
  return randomStream([seed, purpose, generation, slot, attempt, ...rest]);
}

/** Id of the n-th new part of a candidate: H(run seed, generation, slot, n), 12 digits of it. */
export function partId({ seed, generation, slot }: CandidateKey, n: number | string): string {
  return hashOf([seed, 'part', generation, slot, n]).slice(0, 12);
}
