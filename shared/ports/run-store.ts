// Where a run's ledger lives. Implementations pass test/conformance/run-store.conformance.ts.
import type { LedgerEvent } from '../contracts/ledger-events.ts';

export interface RunStore {
  /**
   * Appends events in order. When it returns they survive a crash of this process. An event whose
   * id is known already is ignored: the first wins.
   * @throws Retryable when the medium fails; nothing acknowledged before is lost
   */
  append(events: readonly LedgerEvent[]): Promise<void>;
  /**
   * All acknowledged events, in the order of their appending.
   * @throws Corrupt when what is stored is not what was appended
   */
  read(): Promise<readonly LedgerEvent[]>;
}
