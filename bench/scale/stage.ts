// The simulation of one stage's workers: messages wait in a queue, the event source hands them to
// containers as fast as its pollers and Lambda's quotas let it, a training takes its time, its writes
// queue at the table, and what dies comes again when its message is visible.
import { EventQueue } from './event-queue.ts';

/** What holds workers back; Infinity lifts a limit. Times are in seconds. */
export interface StageLimits {
  /** The event source's maximum concurrency. */
  readonly workers: number;
  /** Functions that the account lets run at once, less those that are not workers. */
  readonly accountConcurrency: number;
  /** Pollers at the first message, and how many more a second. */
  readonly firstPollers: number;
  readonly pollersPerSecond: number;
  /** New environments: at once, and a second from then on. */
  readonly firstEnvironments: number;
  readonly environmentsPerSecond: number;
  /** Write units a second of the table, and what an evaluation needs of them. */
  readonly writeUnitsPerSecond: number;
  readonly writeUnitsOfEvaluation: number;
  /** Reads a second of the run's item, which every worker reads once. */
  readonly runReadsPerSecond: number;
}

export interface StageTimes {
  /** From a message that is visible and a container that is free to the handler. */
  readonly dispatch: number;
  /** A container's start, of which Lambda bills `init`. */
  readonly coldStart: number;
  readonly init: number;
  /** Calls of services around a training. */
  readonly overhead: number;
  /** Until the message of a worker that died is visible again. */
  readonly visibility: number;
}

/** One message: when it is in the queue, how long it trains, and which of its deliveries die. */
export interface Job {
  readonly visibleAt: number;
  readonly trainSeconds: number;
  /** Deliveries that die before one does not. */
  readonly deaths: number;
}

export interface StageOutcome {
  /** When the last of them arrived; the first message's moment where there is none. */
  readonly endAt: number;
  /** How often each job was done, which is once. */
  readonly done: Uint8Array;
  /** When each was first handed to a container. */
  readonly startedAt: Float64Array;
  readonly billedSeconds: number;
  readonly attempts: number;
  readonly coldStarts: number;
  /** Containers that are warm when it is over. */
  readonly containers: number;
  readonly mostAtOnce: number;
}

type Event =
  | { readonly type: 'visible'; readonly job: number }
  | { readonly type: 'trained'; readonly job: number; readonly startedAt: number }
  | { readonly type: 'died'; readonly job: number; readonly startedAt: number }
  | { readonly type: 'arrived'; readonly job: number; readonly startedAt: number }
  /** A poller or an environment more may be there. */
  | { readonly type: 'look' };

/** @param warm containers that are there at the beginning */
export function simulateStage(
  jobs: readonly Job[],
  limits: StageLimits,
  times: StageTimes,
  warm = 0,
): StageOutcome {
  const events = new EventQueue<Event>();
  const waiting = new EventQueue<number>();
  const deaths = jobs.map((job) => job.deaths);
  const done = new Uint8Array(jobs.length);
  const startedAt = new Float64Array(jobs.length).fill(-1);
  const firstAt = jobs.reduce((least, job) => Math.min(least, job.visibleAt), Infinity);
  let idle = warm;
  let made = 0;
  let running = 0;
  let lookAt = Infinity;
  let tableFreeAt = 0;
  let runFreeAt = 0;
  const seen = { endAt: Number.isFinite(firstAt) ? firstAt : 0, attempts: 0, mostAtOnce: 0 };
  let billedSeconds = 0;
  jobs.forEach((job, index) => {
    events.put(job.visibleAt, { type: 'visible', job: index });
  });
  while (events.size > 0) {
    const { at, value } = events.take()!;
    handle(at, value);
    // All that happens at one moment happens before anything is handed out.
    if (events.nextAt > at) handOut(at);
  }
  return {
    ...seen,
    done,
    startedAt,
    billedSeconds,
    coldStarts: made,
    containers: idle,
  };

  function handle(at: number, event: Event): void {
    switch (event.type) {
      case 'visible':
        waiting.put(at, event.job);
        return;
      case 'look':
        if (lookAt === at) lookAt = Infinity;
        return;
      case 'trained': {
        const begins = Math.max(at, tableFreeAt);
        tableFreeAt = begins + limits.writeUnitsOfEvaluation / limits.writeUnitsPerSecond;
        events.put(begins, { ...event, type: 'arrived' });
        return;
      }
      case 'died':
        running -= 1;
        billedSeconds += at - event.startedAt;
        events.put(event.startedAt + times.visibility, { type: 'visible', job: event.job });
        return;
      case 'arrived':
        running -= 1;
        idle += 1;
        billedSeconds += at - event.startedAt;
        done[event.job]! += 1;
        seen.endAt = Math.max(seen.endAt, at);
    }
  }

  function handOut(at: number): void {
    while (waiting.size > 0) {
      if (running + 1 > Math.min(limits.workers, limits.accountConcurrency)) return;
      const pollerAt = whenAllowed(running + 1, limits.firstPollers, limits.pollersPerSecond);
      const isWarm = idle > 0;
      const environmentAt = isWarm
        ? 0
        : whenAllowed(made + 1, limits.firstEnvironments, limits.environmentsPerSecond);
      const allowedAt = Math.max(pollerAt, environmentAt);
      if (allowedAt > at) {
        lookAgain(allowedAt);
        return;
      }
      start(at, waiting.take()!.value, isWarm);
    }
  }

  /** When the n-th of something may be there that grows from the first message on. */
  function whenAllowed(n: number, first: number, perSecond: number): number {
    return n <= first ? firstAt : firstAt + (n - first) / perSecond;
  }

  function lookAgain(at: number): void {
    if (lookAt <= at) return;
    lookAt = at;
    events.put(at, { type: 'look' });
  }

  function start(at: number, job: number, isWarm: boolean): void {
    running += 1;
    seen.attempts += 1;
    seen.mostAtOnce = Math.max(seen.mostAtOnce, running);
    if (isWarm) idle -= 1;
    else made += 1;
    if (startedAt[job] === -1) startedAt[job] = at;
    if (!isWarm) billedSeconds += times.init;
    const handlerAt = at + times.dispatch + (isWarm ? 0 : times.coldStart);
    runFreeAt = Math.max(handlerAt, runFreeAt) + 1 / limits.runReadsPerSecond;
    const readAt = runFreeAt - 1 / limits.runReadsPerSecond;
    const work = times.overhead + jobs[job]!.trainSeconds;
    if (deaths[job]! > 0) {
      deaths[job]! -= 1;
      // Killed half-way, as good a guess as any.
      events.put(readAt + work / 2, { type: 'died', job, startedAt: handlerAt });
    } else {
      events.put(readAt + work, { type: 'trained', job, startedAt: handlerAt });
    }
  }
}
