// What is to be trained: genomes that the real code draws from the default space, their time on one
// core, and what chance adds to it.
import type { Task } from '../../shared/contracts/task.ts';
import { genomeCost } from '../../shared/genome/genome-network.ts';
import { defaultSpace } from '../../shared/genome/kinds/mlp/default-space.ts';
import { randomWithinLimits } from '../../shared/genome/operators/within-limits.ts';
import { type RandomStream, randomStream } from '../../shared/kernel/random.ts';
import { trainFlops } from '../../shared/network/network-cost.ts';
import { evaluationMs, type Speed } from '../../shared/steps/evaluation-time.ts';
import type { Job } from './stage.ts';

export interface Chance {
  /** Deviation of the logarithm of a time: hosts and neighbours. */
  readonly spread: number;
  /** Share of trainings on a host that is slow, and the exponent of the Pareto law of how slow. */
  readonly stragglers: number;
  readonly stragglerExponent: number;
  /** Probability that a delivery dies. */
  readonly deaths: number;
}

/** Genomes that jobs are drawn from: enough that their mean is the space's. */
const POOL = 2000;

/** A pool of genomes, and what each of their evaluations computes. */
export interface Pool {
  readonly forwardFlops: Float64Array;
  /** Training examples. */
  readonly examples: number;
  readonly validationCount: number;
}

export function poolOf(seed: number, task: Task, examples: number, validationCount: number): Pool {
  const forwardFlops = drawn.get(seed) ?? draw(seed, task);
  drawn.set(seed, forwardFlops);
  return { forwardFlops, examples, validationCount };
}

/** By seed: they take a second to draw. */
const drawn = new Map<number, Float64Array>();

function draw(seed: number, task: Task): Float64Array {
  return Float64Array.from({ length: POOL }, (_, slot) => {
    const { genome } = randomWithinLimits(defaultSpace, task, { seed, generation: 0, slot });
    return genomeCost(genome, task)!.forwardFlops;
  });
}

/**
 * The jobs of a stage, the longest trainings first, as messages are sent. The same key gives the same
 * jobs, whoever works on them.
 * @param visibleAt when the n-th message is in the queue
 * @param share of a core that a worker has
 */
export function jobsOf(
  key: readonly (string | number)[],
  groups: readonly { readonly count: number; readonly pool: Pool }[],
  { speed, chance, share }: Conditions,
  visibleAt: (place: number) => number,
): Job[] {
  const stream = randomStream(key);
  const jobs = groups.flatMap(({ count, pool }) =>
    Array.from({ length: count }, () => {
      const forwardFlops = pool.forwardFlops[stream.integer(0, pool.forwardFlops.length - 1)]!;
      const seconds = evaluationMs(speed, { ...pool, forwardFlops }) / 1000;
      const flops = trainFlops({ forwardFlops }, pool.examples);
      return { flops, trainSeconds: (seconds * factorOf(chance, stream)) / share, deaths: 0 };
    }),
  );
  for (const job of jobs) while (stream.real() < chance.deaths) job.deaths += 1;
  return jobs
    .sort((a, b) => b.flops - a.flops)
    .map(({ trainSeconds, deaths }, place) => ({
      visibleAt: visibleAt(place),
      trainSeconds,
      deaths,
    }));
}

export interface Conditions {
  readonly speed: Speed;
  readonly chance: Chance;
  readonly share: number;
}

function factorOf({ spread, stragglers, stragglerExponent }: Chance, stream: RandomStream): number {
  const logNormal = Math.exp(spread * normal(stream));
  // Both are always drawn, so that the next job's chance does not depend on this one's.
  const [isSlow, rank] = [stream.real() < stragglers, 1 - stream.real()];
  return isSlow ? logNormal * rank ** (-1 / stragglerExponent) : logNormal;
}

/** @see Box and Muller, A Note on the Generation of Random Normal Deviates (1958) */
function normal(stream: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - stream.real())) * Math.cos(2 * Math.PI * stream.real());
}
