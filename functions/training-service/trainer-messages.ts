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
  /** It failed, which is told already. */
  | { readonly type: 'failed'; readonly reason: string };
