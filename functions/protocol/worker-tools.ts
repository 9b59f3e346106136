// What a worker works with, and which delivery of a message it is at.
import type { EvaluationResult } from '../../shared/contracts/evaluation.ts';
import type { Route } from '../../shared/contracts/evaluation-message.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import type { Tools } from './tools.ts';

/** What a worker has beside what every step has. */
export interface WorkTools extends Tools {
  readonly trainer: Trainer;
  readonly blobs: BlobStore;
  /** The data set of an id as it is now; where that has another hash than this, none is cached. */
  readonly openDataset: (data: Route['data']) => Promise<Dataset>;
  /** Milliseconds after which a piece ends itself. */
  readonly pieceMs: number;
  /** True once the host is to leave: the piece ends then as well. */
  readonly isLeaving: () => boolean;
  /** Milliseconds from any fixed moment. */
  readonly elapsedMs: () => number;
  /** What the container's start took, which is paid for, where this is its first work; else 0. */
  readonly initMs: number;
  /** Where and by whom: for the result's provenance. */
  readonly whoami: Omit<EvaluationResult['provenance'], 'startedAt' | 'finishedAt' | 'attempt'>;
}

/** One delivery of a message. */
export interface Attempt {
  /** Names the invocation or the service's delivery, as logs do. */
  readonly id: string;
  /** Deliveries so far, this one included. */
  readonly receives: number;
}
