// A ledger in memory, for searches that nobody will go on with.
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';

/** A store that lives as long as the process. */
export function memoryStore(): RunStore {
  const events = new Map<string, LedgerEvent>();
  return {
    append: async (fresh) => {
      for (const event of fresh) if (!events.has(event.id)) events.set(event.id, event);
    },
    read: async () => [...events.values()],
  };
}
