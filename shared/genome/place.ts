// Where a genome is born: the prefix of the random streams that decide it, and of its parts' ids.
import { hashOf } from '../kernel/canonical-json.ts';
import { type RandomStream, randomStream, type StreamKey } from '../kernel/random.ts';

/** Run seed, generation, slot, and which attempt (a genome beyond the limits is drawn again). */
export interface Place {
  readonly seed: number | string;
  readonly generation: number;
  readonly slot: number;
  readonly attempt: number;
}

/** The stream of one decision at a place. */
export function streamAt(place: Place, purpose: string, ...rest: StreamKey): RandomStream {
  const { seed, generation, slot, attempt } = place;
  return randomStream([seed, purpose, generation, slot, attempt, ...rest]);
}

/** Id of the n-th part born at a place: H(run seed, generation, slot, n), 12 digits of it. */
export function partId(place: Omit<Place, 'attempt'>, n: number | string): string {
  const { seed, generation, slot } = place;
  return hashOf([seed, 'part', generation, slot, n]).slice(0, 12);
}
