// Replay: make every decision of a run again from its recorded facts, on any machine.
import type { LedgerEvent } from '../contracts/ledger-events.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { Strategies } from '../search/registry.ts';
import { close } from './close.ts';
import { plan } from './plan.ts';
import { apply, fold, startOf } from './run-state.ts';

export interface Replayed {
  readonly ledgerHash: string;
  /** Every plan and every close came out as recorded. */
  readonly matches: boolean;
}

/**
 * @throws Corrupt when the events are not the ledger of one run
 */
export function replay(events: readonly LedgerEvent[], strategies: Strategies): Replayed {
  const recorded = fold(events, strategies);
  const state = startOf(recorded.started, strategies);
  const differing = events.filter((event) => {
    if (event.type === 'run-started') return false;
    const again = decideAgain(event);
    apply(state, again ?? event);
    return again !== undefined && canonicalJson(again) !== canonicalJson(event);
  });
  const matches = differing.length === 0 && state.ledgerHash === recorded.ledgerHash;
  return { ledgerHash: state.ledgerHash, matches };

  function decideAgain(event: LedgerEvent): LedgerEvent | undefined {
    if (event.type === 'generation-planned') {
      const planned = plan(state, event.at);
      return typeof planned === 'string' ? undefined : planned;
    }
    if (event.type !== 'generation-closed') return undefined;
    // A failure leaves no result; that it happened is itself the recorded fact.
    for (const fact of event.facts) {
      if (fact.status === 'failed') state.failures.set(fact.evaluationKey, 'recorded');
      else state.failures.delete(fact.evaluationKey);
    }
    return close(state, event.at, event.stop);
  }
}
