// How fast this machine trains: a short trial of the run's own genomes on all workers at once, so
// that cold starts are over and what the workers take from each other is in the measure.
import type { EvaluationRequest, EvaluationResult } from '../shared/contracts/evaluation.ts';
import { canonicalGenome, genomeHash } from '../shared/genome/identity.ts';
import type { RunState } from '../shared/steps/run-state.ts';
import type { PoolReply } from './embedded/training-pool.ts';
import { firstGenomes, forwardFlops } from './remaining-time.ts';

/** 25 steps: a sixth of a second for an average genome on one core of 2020. */
const TRIAL_EXAMPLES = 1600;

/** Genomes of a trial, spread over the costs of the first generation. */
const TRIAL_GENOMES = 8;

type Evaluate = (request: EvaluationRequest) => Promise<PoolReply>;

/**
 * Measured trainings of genomes that the run will train; none of them is recorded.
 * @returns what a resumed run has measured already, where that is enough
 */
export async function trialResults(
  state: RunState,
  evaluate: Evaluate,
  workers: number,
): Promise<readonly EvaluationResult[]> {
  const known = [...state.results.values()];
  if (known.length >= TRIAL_GENOMES) return known;
  const genomes = firstGenomes(state).sort(
    (a, b) => forwardFlops(a, state) - forwardFlops(b, state),
  );
  const count = Math.min(genomes.length, Math.max(TRIAL_GENOMES, workers));
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
    evaluationSeed: 'trial',
    initialization: 'fresh',
    keepWeights: false,
  });
  const warm = Array.from({ length: workers }, (_, n) => request(smallest, 64, `warm-${n}`));
  await Promise.all(warm.map(evaluate));
  const examples = Math.min(TRIAL_EXAMPLES, state.started.config.budget.examples);
  const trial = spread.map((genome, n) => request(genome, examples, `${n}`));
  const replies = await Promise.all(trial.map(evaluate));
  return replies.flatMap((reply) => ('result' in reply ? [reply.result] : []));
}
