// Tournament selection: a few members meet, and the better one probably wins.
import type { RandomStream } from '../kernel/random.ts';

/**
 * The winner of a tournament among `size` distinct members.
 * @param ranked all members, best first
 * @param winProbability p: the i-th best entrant wins with p(1−p)^i, the last with what remains
 * @see Miller and Goldberg, Genetic Algorithms, Tournament Selection, and the Effects of Noise (1995)
 */
export function tournamentWinner<T>(
  ranked: readonly T[],
  size: number,
  winProbability: number,
  stream: RandomStream,
): T {
  const entrants: number[] = [];
  while (entrants.length < Math.min(size, ranked.length)) {
    enter(entrants, stream.integer(0, ranked.length - 1 - entrants.length));
  }
  let rank = 0;
  while (rank < entrants.length - 1 && stream.real() >= winProbability) rank += 1;
  return ranked[entrants[rank] as number] as T;
}

/**
 * Adds the n-th of those places that have not entered yet. A list of them would be as long as the
 * population, for every child.
 * @param entrants in ascending order
 */
function enter(entrants: number[], n: number): void {
  let place = n;
  let before = 0;
  for (const entrant of entrants) {
    if (entrant > place) break;
    place += 1;
    before += 1;
  }
  entrants.splice(before, 0, place);
}
