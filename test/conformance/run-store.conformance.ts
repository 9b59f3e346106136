// The promises of shared/ports/run-store.ts, checked on every implementation.
import { describe, expect, it } from 'vitest';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import { freshRun } from '../steps/fake-run.ts';

/** Where a run store keeps its events. */
export interface RunMedium {
  /** The store of a process over this medium. */
  readonly open: () => Promise<RunStore>;
  /** The media that a crash may leave while these events are appended after what is there. */
  readonly crashed: (events: readonly LedgerEvent[]) => Promise<readonly RunMedium[]>;
}

export function runStoreConformance(name: string, empty: () => RunMedium): void {
  const open = () => empty().open();
  let events: readonly LedgerEvent[] | undefined;
  const some = async () => {
    const strategy = { name: 'random', population: 3, generations: 2 };
    events ??= (await freshRun({ strategy })).events;
    return structuredClone(events) as LedgerEvent[];
  };

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

    it('writes a result once: the first wins', async () => {
      const events = await some();
      const first = events.find((event) => event.type === 'evaluation-finished')!;
      const second = { ...first, result: { ...first.result, status: 'failed' as const, loss: 9 } };
      const store = await open();
      await store.append([first]);
      await store.append([second]);
      expect(await store.read()).toEqual([first]);
    });

    it('gives the next process what was acknowledged, and knows its ids there too', async () => {
      const events = await some();
      const medium = empty();
      await (await medium.open()).append(events.slice(0, 4));
      const next = await medium.open();
      expect(await next.read()).toEqual(events.slice(0, 4));
      await next.append(events.map((event) => ({ ...event, at: 'later' })));
      expect((await next.read()).slice(0, 4)).toEqual(events.slice(0, 4));
      expect((await next.read()).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    });

    it('keeps what was acknowledged through a crash in the middle of an append', async () => {
      const events = await some();
      const medium = empty();
      const acknowledged = 3;
      await (await medium.open()).append(events.slice(0, acknowledged));
      const left = new Set<number>();
      for (const after of await medium.crashed(events.slice(acknowledged))) {
        const found = await (await after.open()).read();
        expect(found.length).toBeGreaterThanOrEqual(acknowledged);
        expect(found).toEqual(events.slice(0, found.length));
        left.add(found.length);
        const again = await after.open();
        await again.append(events.slice(acknowledged));
        expect(await again.read()).toEqual(events);
        expect(await (await after.open()).read()).toEqual(events);
      }
      expect(left.size).toBeGreaterThan(1);
    });
  });
}
