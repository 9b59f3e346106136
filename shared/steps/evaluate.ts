// Evaluate: what a worker does with one request. A function of request, data and engine.
import type { EvaluationRequest, EvaluationResult } from '../contracts/evaluation.ts';
import type { Dataset } from '../data/dataset.ts';
import { mlpGenomeSchema } from '../genome/kinds/mlp/mlp-genome.ts';
import { kindOf } from '../genome/kinds/registry.ts';
import { InvalidInput, shown } from '../kernel/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { TRAINING_SEMANTICS, type Trainer } from '../training/trainer.ts';

/** Forward and backward together cost about three forward passes. */
const TRAIN_FLOPS_PER_FORWARD = 3;

/**
 * Trains and scores one genome on the validation split.
 * @throws DOMException named AbortError when the signal fires
 * @throws InvalidInput when weights are to be inherited: the result would not be what its key says
 */
export async function evaluate(
  request: EvaluationRequest,
  data: Dataset,
  trainer: Trainer,
  blobs: BlobStore,
  signal?: AbortSignal,
): Promise<Omit<EvaluationResult, 'provenance'>> {
  const { genome, budget, evaluationSeed, initialization, keepWeights } = request;
  if (initialization !== 'fresh') {
    const allowed = 'fresh: no engine inherits weights';
    throw new InvalidInput([{ path: 'initialization', value: shown(initialization), allowed }]);
  }
  const cost = kindOf(genome.kind).cost(genome, { inputs: data.pixels, classes: data.classes });
  const outcome = await trainer.train(
    { genome: mlpGenomeSchema.parse(genome), budget, evaluationSeed },
    data,
    { keepCheckpoint: keepWeights, ...(signal === undefined ? {} : { signal }) },
  );
  const isComplete = outcome.status === 'completed' && outcome.validation !== null;
  // The blob goes first: a recorded result never names weights that are not there.
  const weights = outcome.checkpoint && (await blobs.put(outcome.checkpoint));
  return {
    evaluationKey: request.evaluationKey,
    status: isComplete ? 'completed' : 'diverged',
    objectives: isComplete && outcome.validation ? { accuracy: { ...outcome.validation } } : null,
    loss: outcome.loss,
    points: outcome.points.map((point) => ({ ...point })),
    examplesSeen: outcome.examplesSeen,
    parameters: cost.parameters,
    trainFlops: TRAIN_FLOPS_PER_FORWARD * cost.forwardFlops * outcome.examplesSeen,
    setupMs: outcome.setupMs,
    trainMs: outcome.trainMs,
    evalMs: outcome.evalMs,
    ...(weights === undefined ? {} : { weights }),
    engine: { ...trainer.identity, semantics: TRAINING_SEMANTICS },
  };
}
