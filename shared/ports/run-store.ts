// Where a run's ledger lives. Implementations pass test/conformance/run-store.conformance.ts.
import type { LedgerEvent } from '../contracts/ledger-events.ts';

export interface RunStore {
  /**
   * Appends events in order. When it returns they survive a crash of this process; a crash before
   * leaves the first so many of them, perhaps none. An event whose id is known already is ignored:
   * the first wins. A result's id is made of its evaluation key, so that it is written once.
   * @throws Retryable when the medium fails; nothing acknowledged before is lost
   */
  append(events: readonly LedgerEvent[]): Promise<void>;
  /**
   * All acknowledged events, in the order of their appending.
   * @throws Corrupt when what is stored is not what was appended
   */
  read(): Promise<readonly LedgerEvent[]>;
}
