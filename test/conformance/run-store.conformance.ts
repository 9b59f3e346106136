// The promises of shared/ports/run-store.ts, checked on every implementation.
import { describe, expect, it } from 'vitest';
import type { RunStore } from '../../shared/ports/run-store.ts';
import { freshRun } from '../steps/fake-run.ts';

export function runStoreConformance(name: string, open: () => Promise<RunStore>): void {
  const some = async () =>
    (await freshRun({ strategy: { name: 'random', population: 3, generations: 2 } })).events;

  describe(`run store: ${name}`, () => {
    it('reads what was appended, in its order', async () => {
      const events = await some();
      const store = await open();
      for (const event of events) await store.append([event]);
      expect(await store.read()).toEqual(events);
    });

    it('ignores an event whose id is known: the first wins', async () => {
      const events = await some();
      const store = await open();
      await store.append(events);
      await store.append(events.map((event) => ({ ...event, at: 'later' })));
      expect(await store.read()).toEqual(events);
    });

    it('ignores the second of one id in one append', async () => {
      const [first, ...rest] = await some();
      const store = await open();
      await store.append([first!, first!, ...rest, first!]);
      expect(await store.read()).toEqual([first, ...rest]);
    });

    it('keeps the order of appends that were not waited for', async () => {
      const events = await some();
      const store = await open();
      await Promise.all(events.map((event) => store.append([event])));
      expect(await store.read()).toEqual(events);
    });

    it('gives copies: what a reader does to the list changes nothing', async () => {
      const events = await some();
      const store = await open();
      await store.append(events);
      ((await store.read()) as unknown[]).length = 0;
      expect(await store.read()).toEqual(events);
    });
  });
}
