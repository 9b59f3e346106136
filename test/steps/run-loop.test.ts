// The loop's work on a generation grows with its size, not with the square of it.
import { expect, it, vi } from 'vitest';
import { freshRun, shuffledPool } from './fake-run.ts';

it.each<[string, Record<string, unknown>]>([
  ['a generation', { name: 'random', population: 200, generations: 1 }],
  ['several', { name: 'tournament', population: 60, generations: 3, eliteReplicates: 0 }],
])('waits once for each reply, of %s', async (_, strategy) => {
  const pool = shuffledPool(8, 1);
  const waits: { mock: { calls: unknown[] } }[] = [];
  const replyTo = (key: string) => {
    const reply = pool.replyTo(key);
    waits.push(vi.spyOn(reply, 'then'));
    return reply;
  };
  const { events } = await freshRun({ strategy, finalPhase: null }, { ...pool, replyTo });
  const trained = events.filter(({ type }) => type === 'evaluation-finished').length;
  expect(waits).toHaveLength(trained);
  // Once by the loop when it is expected, once when it is taken.
  expect(Math.max(...waits.map(({ mock }) => mock.calls.length))).toBe(2);
});

it('a reply that cannot be had ends the loop with its error', async () => {
  const pool = shuffledPool(2, 1);
  let asked = 0;
  const replyTo = (key: string) => {
    asked += 1;
    const reply = pool.replyTo(key);
    return asked === 3 ? Promise.reject(new Error('the pool is gone')) : reply;
  };
  const strategy = { name: 'random', population: 6, generations: 1 };
  await expect(freshRun({ strategy, finalPhase: null }, { ...pool, replyTo })).rejects.toThrow(
    'the pool is gone',
  );
});
