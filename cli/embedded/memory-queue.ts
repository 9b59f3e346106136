// The queue of one process. What is in it is lost with the process, and that is enough: the ledger
// tells a resumed run what is missing, and it is sent again.
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { DeadLetter, Delivery, EvaluationQueue } from '../../shared/ports/evaluation-queue.ts';

interface Message<Request> {
  readonly request: Request;
  /** Deliveries so far. */
  readonly receives: number;
}

interface Lease<Request> {
  readonly message: Message<Request>;
  /** Ends the wait for its end. */
  over: AbortController;
}

/**
 * First in, first out, for the order is what ends a batch early; what is given back goes first.
 * @param maxReceives deliveries of one request before it is a dead letter
 */
export function memoryQueue<Request = EvaluationRequest>(
  clock: Pick<Clock, 'wait'>,
  maxReceives: number,
): EvaluationQueue<Request> {
  const visible: Message<Request>[] = [];
  const leases = new Map<string, Lease<Request>>();
  const receivers = new Set<() => void>();
  const dead: DeadLetter<Request>[] = [];
  const never = new AbortController().signal;
  let deliveries = 0;

  const wakeAll = (): void => {
    for (const wake of receivers) wake();
  };

  const lend = ({ request, receives }: Message<Request>, leaseMs: number): Delivery<Request> => {
    const receipt = `delivery-${deliveries}`;
    deliveries += 1;
    const message = { request, receives: receives + 1 };
    const lease = { message, over: new AbortController() };
    leases.set(receipt, lease);
    endAfter(receipt, lease, leaseMs);
    return { request, receipt, attempt: message.receives };
  };

  const endAfter = (receipt: string, lease: Lease<Request>, leaseMs: number): void => {
    lease.over.abort();
    lease.over = new AbortController();
    const { signal } = lease.over;
    void clock.wait(leaseMs, signal).then(() => {
      if (!signal.aborted)
        giveBack(receipt, `its visibility timeout expired after ${leaseMs / 1000} s`);
    });
  };

  /** The message of a lease that has not ended yet. */
  const endLease = (receipt: string): Message<Request> | undefined => {
    const lease = leases.get(receipt);
    leases.delete(receipt);
    lease?.over.abort();
    return lease?.message;
  };

  const show = (message: Message<Request>): void => {
    visible.unshift(message);
    wakeAll();
  };

  const giveBack = (receipt: string, reason: string, afterMs = 0): void => {
    const message = endLease(receipt);
    if (message === undefined) return;
    if (message.receives >= maxReceives) dead.push({ request: message.request, reason });
    else if (afterMs === 0) show(message);
    else void clock.wait(afterMs, never).then(() => show(message));
  };

  return {
    send: async (requests) => {
      for (const request of requests) visible.push({ request, receives: 0 });
      wakeAll();
    },
    receive: async ({ max, leaseMs, signal }) => {
      while (visible.length === 0 && !signal.aborted) await woken(receivers, signal);
      if (signal.aborted) return [];
      return visible.splice(0, max).map((message) => lend(message, leaseMs));
    },
    done: async (receipt) => {
      endLease(receipt);
    },
    extend: async (receipt, leaseMs) => {
      const lease = leases.get(receipt);
      if (lease !== undefined) endAfter(receipt, lease, leaseMs);
    },
    giveBack: async (receipt, reason, afterMs) => giveBack(receipt, reason, afterMs),
    takeDeadLetters: async () => dead.splice(0),
  };
}

/** Resolves when something may have become visible, or when the signal fires. */
function woken(receivers: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      receivers.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    receivers.add(wake);
    signal.addEventListener('abort', wake);
  });
}
