// How fast this machine trains: a short trial of the run's own genomes on as many threads as its next
// batch keeps busy, so that cold starts are over and what threads take from each other is in the measure.
import pMap from 'p-map';
import {
  type EvaluationRequest,
  type EvaluationResult,
  evaluationSeedOf,
} from '../shared/contracts/evaluation.ts';
import { FROM_SCRATCH } from '../shared/contracts/proposal.ts';
import { canonicalGenome, genomeHash } from '../shared/genome/identity.ts';
import type { RunState } from '../shared/steps/run-state.ts';
import type { PoolReply } from './embedded/training-pool.ts';
import { firstGenomes, forwardFlops, trainingsNext } from './remaining-time.ts';

/** 25 steps: a sixth of a second for an average genome on one core of 2020. */
const TRIAL_EXAMPLES = 1600;

/** Genomes of a trial, spread over the costs of the first generation. */
const TRIAL_GENOMES = 8;

type Evaluate = (request: EvaluationRequest) => Promise<PoolReply>;

/**
 * Measured trainings of genomes that the run will train; none of them is recorded.
 * @param known results of the run that this one continues
 * @returns what was measured already, where that is enough, or where nothing is left to train
 */
export async function trialResults(
  state: RunState,
  evaluate: Evaluate,
  workers: number,
  known: ReadonlyMap<string, EvaluationResult> = new Map(),
): Promise<readonly EvaluationResult[]> {
  const measured = [...new Map([...known, ...state.results]).values()];
  const threads = Math.min(workers, trainingsNext(state, known));
  if (measured.length >= TRIAL_GENOMES || threads === 0) return measured;
  const genomes = firstGenomes(state).sort(
    (a, b) => forwardFlops(a, state) - forwardFlops(b, state),
  );
  const count = Math.min(genomes.length, Math.max(TRIAL_GENOMES, threads));
  const spread = Array.from(
    { length: count },
    (_, n) => genomes[Math.floor(((n + 0.5) * genomes.length) / count)] ?? [],
  ).flat();
  const [smallest] = spread;
  if (smallest === undefined) return [];
  const request = (genome: typeof smallest, examples: number, name: string): EvaluationRequest => ({
    evaluationKey: `trial-${name}`,
    genomeHash: genomeHash(genome),
    genome: canonicalGenome(genome),
    budget: { examples, schedule: 'constant' },
    evaluationSeed: evaluationSeedOf('trial', genomeHash(genome), 0),
    start: FROM_SCRATCH,
    keepWeights: false,
  });
  const warm = Array.from({ length: threads }, (_, n) => request(smallest, 64, `warm-${n}`));
  await Promise.all(warm.map(evaluate));
  const examples = Math.min(TRIAL_EXAMPLES, state.started.config.budget.examples);
  const trial = spread.map((genome, n) => request(genome, examples, `${n}`));
  const replies = await pMap(trial, evaluate, { concurrency: threads });
  return replies.flatMap((reply) => ('result' in reply ? [reply.result] : []));
}
