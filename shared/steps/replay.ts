// Replay: make every decision of a run again from its recorded facts, on any machine.
import type { LedgerEvent } from '../contracts/ledger-events.ts';
import { isSameJson } from '../kernel/canonical-json.ts';
import type { Strategies } from '../search/registry.ts';
import { close } from './close.ts';
import { plan } from './plan.ts';
import { apply, fold, type RunState } from './run-state.ts';

export interface Replayed {
  /** The recorded run. */
  readonly state: RunState;
  /** Every plan and every close came out as recorded. */
  readonly matches: boolean;
}

/**
 * @throws Corrupt when the events are not the ledger of one run, or hold other proposals than this version makes
 */
export function replay(events: readonly LedgerEvent[], strategies: Strategies): Replayed {
  const [first, ...rest] = events;
  const state = fold(first === undefined ? [] : [first], strategies);
  const differing = rest.filter((event) => {
    const again = decideAgain(event);
    apply(state, event);
    return again !== undefined && !isSameJson(again, event);
  });
  return { state, matches: differing.length === 0 };

  function decideAgain(event: LedgerEvent): LedgerEvent | undefined {
    if (event.type === 'generation-planned') {
      const planned = plan(state, event.at);
      // The label is text for people: another version may word it differently.
      return typeof planned === 'string' ? undefined : { ...planned, label: event.label };
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
