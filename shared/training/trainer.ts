// The port between the pipeline and an engine: train one network, predict with one network.
import type { Budget } from '../contracts/budget.ts';
import type { Objectives } from '../contracts/evaluation.ts';
import type { Dataset, InputForm } from '../data/dataset.ts';

/**
 * Rises whenever equal requests stop giving equal results: weights (initialisation, masks, batch order,
 * update rules) or what is measured of them. Part of every evaluation key. 4: results hold the parameters and
 * FLOPs of the network among their objectives, which stored results of 3 lack.
 */
export const TRAINING_SEMANTICS = 4;

/** Which code computed a result; part of every evaluation key. */
export interface EngineIdentity {
  readonly name: string;
  readonly version: string;
  readonly backend: string;
}

/** A genome in canonical form, of any kind: an engine reads it by the schema of the kind that it trains. */
export interface CanonicalGenome {
  readonly kind: string;
  readonly [gene: string]: unknown;
}

/** What a training says of the network that it made; what is absent it does not know. */
export interface ReportedCost {
  readonly parameters?: number;
  /** Floating-point operations of the whole training. */
  readonly trainFlops?: number;
}

/** Everything that a training is a function of, besides the data set. */
export interface TrainingRequest {
  readonly genome: CanonicalGenome;
  readonly budget: Budget;
  /** Hexadecimal; keys initial weights, batch order and masks. */
  readonly evaluationSeed: string;
  /** A checkpoint of the same training to go on from; without it, training starts fresh. */
  readonly resumeFrom?: Uint8Array;
}

export interface TrainingOptions {
  /** Stop (status `stopped`) once this many steps have been made since the start of the training. */
  readonly stopAtStep?: number;
  /**
   * Asked between two segments, so that something was trained before it: true stops the training
   * there (status `stopped`), unvalidated, with its checkpoint to go on from.
   */
  readonly stopWhen?: () => boolean;
  /** Report training loss and validation every so many steps. */
  readonly reportEverySteps?: number;
  readonly onReport?: (point: IntermediatePoint) => void;
  /** Ask for the checkpoint of the end of training. */
  readonly keepCheckpoint?: boolean;
  /** Aborts between two segments of the training, each well under a second. */
  readonly signal?: AbortSignal;
}

export interface IntermediatePoint {
  readonly examples: number;
  /** Mean training cross-entropy of the steps since the last point, in nats; null where it was not told. */
  readonly loss: number | null;
  readonly validation: { readonly correct: number; readonly total: number };
}

export interface TrainingOutcome {
  /** `diverged`: the loss became NaN or exceeded 1e5. `stopped`: stopAtStep or stopWhen ended it. */
  readonly status: 'completed' | 'diverged' | 'stopped';
  /** All that the trainer produces, on validation at the end; null when diverged or ended by stopWhen. */
  readonly objectives: Objectives | null;
  /** Training cross-entropy of the last step, in nats; null when it is not finite. */
  readonly loss: number | null;
  readonly points: readonly IntermediatePoint[];
  readonly examplesSeen: number;
  /** Of a trainer module; the cost of what a built-in engine trains follows from its genome. */
  readonly reported?: ReportedCost;
  /** Graph and session; part of trainMs. */
  readonly setupMs: number;
  /** From request to final weights (setup, streams, steps), without evalMs. */
  readonly trainMs: number;
  /** Validation at the end and at reports. */
  readonly evalMs: number;
  /** Present unless training diverged, when keepCheckpoint was asked for or stopWhen ended it. */
  readonly checkpoint?: Uint8Array;
}

/** An engine: implementations pass test/conformance/trainer.conformance.ts. */
export interface Trainer {
  readonly identity: EngineIdentity;
  /**
   * Trains and validates one network. A function of request and data alone: the same in another
   * thread, after other requests, in another process on the same CPU class.
   * @throws DOMException named AbortError when the signal fires
   * @throws Corrupt if resumeFrom is damaged or belongs to another training
   */
  train(
    request: TrainingRequest,
    data: Dataset,
    options?: TrainingOptions,
  ): Promise<TrainingOutcome>;
  /**
   * Class probabilities of images under a checkpoint's weights.
   * @param images shape [count, values], one byte each
   * @returns shape [count, classes], row-major
   * @throws Corrupt if the checkpoint is damaged or another genome's
   */
  predict(
    genome: CanonicalGenome,
    checkpoint: Uint8Array,
    images: Uint8Array,
    data: InputForm,
  ): Promise<Float32Array>;
}
