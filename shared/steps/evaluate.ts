// Evaluate: what a worker does with one request. A function of request, data and engine.

import { BATCH_SIZE } from '../contracts/budget.ts';
import type { EvaluationRequest, EvaluationResult } from '../contracts/evaluation.ts';
import { taskOf } from '../contracts/task.ts';
import type { Dataset } from '../data/dataset.ts';
import { trainedCost } from '../genome/genome-network.ts';
import { InvalidInput, shown } from '../kernel/errors.ts';
import { trainFlops } from '../network/network-cost.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import {
  TRAINING_SEMANTICS,
  type Trainer,
  type TrainingOptions,
  type TrainingOutcome,
} from '../training/trainer.ts';

/** A result before anybody has said who computed it. */
export type Evaluated = Omit<EvaluationResult, 'provenance'>;

/** How a piece of an evaluation is cut out. */
export interface PieceOptions {
  /** Where the piece before stopped. */
  readonly resumeFrom?: Uint8Array;
  /** Asked between two segments of the training: true ends the piece. */
  readonly stopWhen: () => boolean;
  readonly signal?: AbortSignal;
}

/** Times are of this piece alone, in milliseconds: whoever carries the chain adds them up. */
export type Piece =
  | { readonly finished: Evaluated }
  | {
      /** The checkpoint to go on from. */
      readonly stopped: Uint8Array;
      /** Steps made since the start of the training. */
      readonly step: number;
      readonly setupMs: number;
      readonly trainMs: number;
      readonly evalMs: number;
    };

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
): Promise<Evaluated> {
  const outcome = await train(request, data, trainer, signal === undefined ? {} : { signal });
  return evaluated(request, outcome, data, trainer, blobs);
}

/**
 * A part of an evaluation, for workers that may not work as long as a whole one takes. The pieces
 * of a chain give, together, the result of `evaluate`.
 * @throws Corrupt when resumeFrom is damaged or another training's; else as `evaluate`
 */
export async function evaluatePiece(
  request: EvaluationRequest,
  data: Dataset,
  trainer: Trainer,
  blobs: BlobStore,
  options: PieceOptions,
): Promise<Piece> {
  const { resumeFrom, ...forTraining } = options;
  const outcome = await train(request, data, trainer, forTraining, resumeFrom);
  const { status, checkpoint, examplesSeen, setupMs, trainMs, evalMs } = outcome;
  if (status !== 'stopped' || checkpoint === undefined) {
    return { finished: await evaluated(request, outcome, data, trainer, blobs) };
  }
  return { stopped: checkpoint, step: examplesSeen / BATCH_SIZE, setupMs, trainMs, evalMs };
}

async function train(
  request: EvaluationRequest,
  data: Dataset,
  trainer: Trainer,
  options: TrainingOptions,
  resumeFrom?: Uint8Array,
): Promise<TrainingOutcome> {
  const { genome, budget, evaluationSeed, start, keepWeights } = request;
  if (start.from !== 'scratch') {
    const allowed = 'scratch, as no engine supports other starting weights';
    throw new InvalidInput([{ path: 'start.from', value: shown(start.from), allowed }]);
  }
  const training = { genome, budget, evaluationSeed };
  return trainer.train(resumeFrom === undefined ? training : { ...training, resumeFrom }, data, {
    ...options,
    keepCheckpoint: keepWeights,
  });
}

async function evaluated(
  { evaluationKey, genome }: EvaluationRequest,
  outcome: TrainingOutcome,
  data: Dataset,
  trainer: Trainer,
  blobs: BlobStore,
): Promise<Evaluated> {
  const task = taskOf(data);
  const known = trainedCost(genome, trainer.identity.name, task);
  const { examplesSeen } = outcome;
  const cost =
    known === null
      ? outcome.reported
      : {
          parameters: known.parameters,
          trainFlops: trainFlops(known, examplesSeen),
        };
  const isComplete = outcome.status === 'completed' && outcome.objectives !== null;
  // The blob goes first: a recorded result never names weights that are not there.
  const weights = outcome.checkpoint && (await blobs.put(outcome.checkpoint));
  return {
    evaluationKey,
    status: isComplete ? 'completed' : 'diverged',
    objectives: isComplete ? outcome.objectives : null,
    loss: outcome.loss,
    points: outcome.points.map((point) => ({ ...point })),
    examplesSeen,
    ...cost,
    setupMs: outcome.setupMs,
    trainMs: outcome.trainMs,
    evalMs: outcome.evalMs,
    ...(weights === undefined ? {} : { weights }),
    engine: { ...trainer.identity, semantics: TRAINING_SEMANTICS },
  };
}
