// A run as a step of the protocol finds it: its record, its ledger folded into a state, its caps.
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import { strategies } from '../../shared/search/registry.ts';
import { fold, type RunState } from '../../shared/steps/run-state.ts';
import { dynamoRunStore } from '../aws/dynamo-run-store.ts';
import type { Caps } from '../aws/money.ts';
import { NANO } from '../aws/prices.ts';
import { type RunRecord, requireRunning } from '../aws/run-record.ts';
import type { Settings } from '../aws/settings.ts';
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

/** The run's cap and the stack's of a day, in nano-dollars. */
export function capsOf(run: Pick<RunRecord, 'budgetUsd'>, settings: Settings): Caps {
  return {
    run: Math.floor(run.budgetUsd * NANO),
    day: Math.floor(settings.maxStackUsdPerDay * NANO),
  };
}
