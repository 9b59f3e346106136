// A thread's answer counts, though its end is heard of first.
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { nextMessage, startThread } from '../../cli/embedded/start-thread.ts';

const script = new URL('./own-end.mjs', import.meta.url);
const never = new AbortController().signal;

it.each(['exits', 'throws', 'throws later', 'rejects'])(
  'of a thread that answers and %s the answer is taken',
  async (way) => {
    const thread = startThread(script, {}, false);
    await once(thread.worker, 'online');
    thread.port.postMessage(way);
    const next = nextMessage<{ way: string }>(thread, never);
    // Answer and end are both here before either is looked at.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    expect(await next).toMatchObject({ message: { way } });
    thread.port.close();
    await pause(0);
  },
);

it('of a thread that ends without an answer the code is told, or what ended it thrown', async () => {
  const ended = startThread(script, {}, false);
  const failing = startThread(script, {}, false);
  const ends = [ended, failing].map((thread) => nextMessage(thread, never));
  await ended.worker.terminate();
  failing.port.postMessage('fails');
  expect(await ends[0]).toEqual({ code: expect.any(Number) });
  await expect(ends[1]).rejects.toThrow('no answer');
  for (const { port } of [ended, failing]) port.close();
});
