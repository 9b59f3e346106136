// A trainer as the service holds it: started, given one message after the other, asked to leave, killed.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { TENSORFLOW_ENVIRONMENT } from '../../shared/training/tfjs/tensorflow-environment.ts';
import type { Attempt } from '../protocol/tools.ts';

/** A message of the queue to work on, or that no further piece is to be begun. */
export type ToTrainer =
  | { readonly type: 'work'; readonly body: string; readonly attempt: Attempt }
  | { readonly type: 'leave' };

export type FromTrainer =
  /** The engine is loaded. */
  | { readonly type: 'ready' }
  | { readonly type: 'done' }
  /** A message failed, which is logged already; or, instead of `ready`, the start failed. */
  | { readonly type: 'failed'; readonly reason: string };

export type Answer =
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly reason: string };

export interface Trainer {
  /** One message at a time. An answer comes whatever becomes of the process. */
  work(body: string, attempt: Attempt): Promise<Answer>;
  /** Ends what is under way at its next segment, with a checkpoint. */
  leave(): void;
  /** Resolves when the process is gone. */
  kill(): Promise<void>;
  readonly isGone: boolean;
}

/**
 * Starts a process, and waits until its engine is loaded.
 * @param script of the process
 * @throws Error when it ends before
 */
export async function startTrainer(script: URL, signal: AbortSignal): Promise<Trainer> {
  const child = fork(script, { env: { ...process.env, ...TENSORFLOW_ENVIRONMENT } });
  // What cannot be sent any more is answered by the exit.
  child.on('error', () => undefined);
  const exited = once(child, 'exit').then(([code, killer]) => `ended with ${killer ?? code}`);
  const stop = () => child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  const first = await Promise.race([nextMessage(child), exited]);
  signal.removeEventListener('abort', stop);
  const reason = reasonWhyNot(first);
  if (reason !== undefined) throw new Error(`a trainer could not be started: ${reason}`);
  return {
    work: async (body, attempt) => {
      const answered = nextMessage(child);
      tell(child, { type: 'work', body, attempt });
      const answer = await Promise.race([answered, exited]);
      if (typeof answer === 'string') return { type: 'failed', reason: `the trainer ${answer}` };
      return answer as Answer;
    },
    leave: () => tell(child, { type: 'leave' }),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    get isGone() {
      return child.exitCode !== null || child.signalCode !== null;
    },
  };
}

function reasonWhyNot(first: FromTrainer | string): string | undefined {
  if (typeof first === 'string') return `it ${first}`;
  return first.type === 'failed' ? first.reason : undefined;
}

async function nextMessage(child: ChildProcess): Promise<FromTrainer> {
  const [message] = await once(child, 'message');
  return message as FromTrainer;
}

function tell(child: ChildProcess, message: ToTrainer): void {
  if (child.connected) child.send(message, () => undefined);
}
