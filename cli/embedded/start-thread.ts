// A worker thread, and a port between it and us alone: on the thread's own port a person's trainer, which
// may run in it, can post what it likes.
import { once } from 'node:events';
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';

export interface Thread {
  readonly worker: Worker;
  /** Our end. */
  readonly port: MessagePort;
}

/** What every thread is given at its start, besides its data. */
export interface ThreadPort {
  readonly port: MessagePort;
}

/** @param hasOwnTrainer what a person's own trainer prints is no result of ours: it goes to standard error */
export function startThread(script: URL, data: object, hasOwnTrainer: boolean): Thread {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(script, {
    workerData: { ...data, port: port2 } satisfies ThreadPort,
    transferList: [port2],
    stdout: hasOwnTrainer,
  });
  // Not as a pipe, of which there may be only ten without a warning.
  if (hasOwnTrainer) worker.stdout.on('data', (chunk) => process.stderr.write(chunk));
  // An error may still come from a thread that is being ended.
  worker.on('error', () => undefined);
  return { worker, port: port1 };
}

/**
 * The next message of a thread, or the code that it ended with. What it sent before its end is not lost,
 * though the end may be heard of first.
 * @throws what ended the thread; DOMException named AbortError when the signal fires
 */
export function nextMessage<Message>(
  { worker, port }: Thread,
  signal: AbortSignal,
): Promise<{ readonly message: Message } | { readonly code: number }> {
  return Promise.race([
    once(port, 'message', { signal }).then(([message]) => ({ message })),
    once(worker, 'exit', { signal }).then(
      ([code]) => receiveMessageOnPort(port) ?? { code },
      (error: unknown) => {
        const last = signal.aborted ? undefined : receiveMessageOnPort(port);
        if (last === undefined) throw error;
        return last;
      },
    ),
  ]);
}
