// A run as a step of the protocol finds it: its record, its ledger folded into a state, its caps; and
// which errors end it, where others end only a call.
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { Corrupt, InvalidInput, Retryable, Superseded } from '../../shared/kernel/errors.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import { strategies } from '../../shared/search/registry.ts';
import { fold, type RunState } from '../../shared/steps/run-state.ts';
import { dynamoRunStore } from '../aws/dynamo-run-store.ts';
import { type Caps, capsOf } from '../aws/money.ts';
import { type RunRecord, requireRunning } from '../aws/run-record.ts';
import type { Tools } from './tools.ts';

export interface RunContext {
  readonly run: RunRecord;
  readonly store: RunStore;
  readonly events: readonly LedgerEvent[];
  /** Of the events. */
  readonly state: RunState;
  readonly caps: Caps;
}

/**
 * @throws Superseded unless the run is running under this epoch
 * @throws Corrupt when its ledger is damaged or of another version
 */
export async function openRun(
  { table, bucket, settings }: Tools,
  runId: string,
  epoch: number,
): Promise<RunContext> {
  const run = await requireRunning(table, runId, epoch);
  const store = dynamoRunStore({ table, bucket, runId, epoch });
  const events = await store.read();
  return { run, store, events, state: fold(events, strategies), caps: capsOf(run, settings) };
}

/**
 * What the same call would meet again. A Retryable with a cause is a service's failure; one without is a
 * decision of ours.
 */
export function isFinal(error: unknown): error is Error {
  return (
    error instanceof Superseded ||
    error instanceof Corrupt ||
    error instanceof InvalidInput ||
    (error instanceof Retryable && error.cause === undefined)
  );
}
