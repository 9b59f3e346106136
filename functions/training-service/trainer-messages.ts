// What the service and its trainers' processes tell each other.
import type { Attempt } from '../protocol/worker-tools.ts';

/** A message of the queue to work on, or that no further piece is to be begun. */
export type ToTrainer =
  | { readonly type: 'work'; readonly body: string; readonly attempt: Attempt }
  | { readonly type: 'leave' };

export type FromTrainer =
  /** The engine is loaded. */
  | { readonly type: 'ready' }
  | { readonly type: 'done' }
  /** A message failed, which is told already; or, instead of `ready`, the start did. */
  | { readonly type: 'failed'; readonly reason: string };
