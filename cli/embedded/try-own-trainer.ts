// One short training and one prediction of a person's own trainer before a run: what the finish will
// need of it is not to be missed only once the search was paid for, when a mended trainer is another one.

import { evaluationSeedOf } from '../../shared/contracts/evaluation.ts';
import type { RunConfig } from '../../shared/contracts/run-config.ts';
import { taskOf, valuesIn } from '../../shared/contracts/task.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import { canonicalGenome, genomeHash } from '../../shared/genome/identity.ts';
import { randomWithinLimits } from '../../shared/genome/operators/within-limits.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { reasonOf } from './system-error.ts';

/** Genomes that it may fail on, as it may in a run. */
const ATTEMPTS = 3;
/** Examples at most. */
const EXAMPLES = 640;
/** Images that it is to predict. */
const IMAGES = 10;

/**
 * @param file as the person named it
 * @throws InvalidInput with what it threw, or answered in place of weights and probabilities
 */
export async function tryOwnTrainer(
  trainer: Trainer,
  file: string,
  { space, budget: ofRun }: Pick<RunConfig, 'space' | 'budget'>,
  data: Dataset,
  hangMs: number,
): Promise<void> {
  const task = taskOf(data);
  const budget = { ...ofRun, examples: Math.min(ofRun.examples, EXAMPLES) };
  const images = data.validation.images.subarray(0, IMAGES * valuesIn(data.shape));
  const beganMs = performance.now();
  let reason = '';
  // One that hangs is not waited for again.
  for (let slot = 0; slot < ATTEMPTS && performance.now() - beganMs < hangMs; slot += 1) {
    const drawn = randomWithinLimits(space, task, { seed: 0, generation: 0, slot }).genome;
    const genome = canonicalGenome(drawn);
    const request = { genome, budget, evaluationSeed: evaluationSeedOf(0, genomeHash(drawn), 0) };
    try {
      const { checkpoint } = await trainer.train(request, data, { keepCheckpoint: true });
      // What diverges on so few examples has no weights, and need not diverge on more.
      if (checkpoint !== undefined) await trainer.predict(genome, checkpoint, images, data);
      return;
    } catch (error) {
      reason = reasonOf(error);
    }
  }
  const value = shown(file);
  const problem = `${value} failed a test on ${budget.examples} examples: ${reason.replace(/^--trainer: /, '')}`;
  const allowed = 'a trainer whose predict accepts the weights of train';
  const hint = 'see docs/library.md; to run without the final phase: --no-final-phase';
  throw new InvalidInput([{ path: '--trainer', value, problem, allowed, hint }]);
}
