// What lies between asking for evaluations and doing them. At least once: a request is delivered
// until somebody says that it is done, so whoever evaluates must bear being asked twice.
// Implementations pass test/conformance/evaluation-queue.conformance.ts.
import type { EvaluationRequest } from '../contracts/evaluation.ts';

/** A request, lent to one receiver. A shell may send more along with it. */
export interface Delivery<Request = EvaluationRequest> {
  readonly request: Request;
  /** Names this delivery to the queue; the next delivery of the request has another. */
  readonly receipt: string;
  /** Deliveries of the request so far, this one included. */
  readonly attempt: number;
}

/** A request that nobody got done. */
export interface DeadLetter<Request = EvaluationRequest> {
  readonly request: Request;
  /** Why its last delivery came to nothing. */
  readonly reason: string;
}

export interface ReceiveOptions {
  /** Deliveries at most; fewer may come although more are waiting. */
  readonly max: number;
  /** How long the requests are kept from other receivers. */
  readonly leaseMs: number;
  readonly signal: AbortSignal;
}

/**
 * A queue has a number `maxReceives`. A request whose delivery with that number is given back or
 * outlives its lease is not delivered again: it becomes a dead letter, at the latest by the next
 * receive.
 */
export interface EvaluationQueue<Request = EvaluationRequest> {
  /**
   * Takes any number of requests. No order is promised, and none is told from another by its
   * evaluation key: of two with equal keys one or both are delivered.
   * @throws Retryable when the medium fails; some may have been taken, and may be sent again
   */
  send(requests: readonly Request[]): Promise<void>;
  /**
   * Waits for requests and takes a lease on them. While it lasts they are delivered to nobody else;
   * once it has run out they are delivered again.
   * @returns an empty list only when the signal has fired; what comes at that moment is given back
   * @throws Retryable when the medium fails
   */
  receive(options: ReceiveOptions): Promise<readonly Delivery<Request>[]>;
  /**
   * Ends a delivery whose work is stored: the request is delivered no more. Says nothing when that
   * was said before; after the lease has run out it may come too late.
   */
  done(receipt: string): Promise<void>;
  /** Lets a lease last so long from now on. Does nothing once it has run out. */
  extend(receipt: string, leaseMs: number): Promise<void>;
  /**
   * Ends a delivery whose work failed, or will not be done here: the request is delivered again, not
   * before `afterMs`. Does nothing once the lease has run out.
   */
  giveBack(receipt: string, reason: string, afterMs?: number): Promise<void>;
  /** Takes the dead letters there are; each is given once. */
  takeDeadLetters(): Promise<readonly DeadLetter<Request>[]>;
}
