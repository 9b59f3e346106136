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
  const places = ranked.map((_, index) => index);
  const entrants = Array.from({ length: Math.min(size, ranked.length) }, () => {
    const [place] = places.splice(stream.integer(0, places.length - 1), 1);
    return place as number;
  }).sort((a, b) => a - b);
  let rank = 0;
  while (rank < entrants.length - 1 && stream.real() >= winProbability) rank += 1;
  return ranked[entrants[rank] as number] as T;
}
