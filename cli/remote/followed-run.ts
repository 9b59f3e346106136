// A run on AWS as the ledger of one machine would tell it. There, results are no events: they lie in
// the cache for all runs. Here each becomes an event, before the close of the batch that it decided.
import { dynamoRunStore } from '../../functions/aws/dynamo-run-store.ts';
import { cachedResults } from '../../functions/aws/result-cache.ts';
import type { EvaluationResult } from '../../shared/contracts/evaluation.ts';
import type {
  EvaluationFact,
  EvaluationFinished,
  LedgerEvent,
} from '../../shared/contracts/ledger-events.ts';
import { LEDGER_FORMAT } from '../../shared/contracts/ledger-format.ts';
import { strategies } from '../../shared/search/registry.ts';
import { missingKeys } from '../../shared/steps/close.ts';
import { apply, openBatches, type RunState, startOf } from '../../shared/steps/run-state.ts';
import type { Stack } from './stack.ts';

export interface FollowedRun {
  /** Undefined until the run's first event was read. */
  readonly state: RunState | undefined;
  /** Carries into the state, and hands on, what has happened since the last call. */
  catchUp(): Promise<void>;
}

/** @param onEvent told of every event, the state being after it already */
export function followRun(
  { table, bucket }: Pick<Stack, 'table' | 'bucket'>,
  runId: string,
  onEvent: (event: LedgerEvent, state: RunState) => void | Promise<void>,
): FollowedRun {
  const store = dynamoRunStore({ table, bucket, runId });
  let state: RunState | undefined;
  let read = 0;

  const takeIn = async (event: LedgerEvent): Promise<void> => {
    if (state === undefined && event.type === 'run-started') state = startOf(event, strategies);
    else if (state !== undefined) apply(state, event);
    if (state !== undefined) await onEvent(event, state);
  };

  const takeResults = async (keys: readonly string[]): Promise<void> => {
    const results = [...(await cachedResults(table, keys)).values()];
    for (const result of results.sort(byTime)) await takeIn(finished(result));
  };

  return {
    get state() {
      return state;
    },
    catchUp: async () => {
      const events = await store.readAfter(read);
      for (const event of events) {
        if (event.type === 'generation-closed' && state !== undefined) {
          await takeResults(decidedBy(event.facts, state));
        }
        await takeIn(event);
        read += 1;
      }
      if (state === undefined) return;
      for (const batch of openBatches(state)) await takeResults(missingKeys(state, batch));
    },
  };
}

/** A result that came after its batch was closed without it decided nothing there. */
function decidedBy(facts: readonly EvaluationFact[], { results }: RunState): string[] {
  const decisive = facts.filter(({ status }) => status === 'completed' || status === 'diverged');
  const keys = decisive.map(({ evaluationKey }) => evaluationKey);
  return [...new Set(keys)].filter((key) => !results.has(key));
}

function byTime(a: EvaluationResult, b: EvaluationResult): number {
  const [one, other] = [a.provenance.finishedAt, b.provenance.finishedAt];
  return one < other ? -1 : one > other ? 1 : 0;
}

function finished(result: EvaluationResult): EvaluationFinished {
  return {
    v: LEDGER_FORMAT,
    id: `evaluation-${result.evaluationKey}`,
    at: result.provenance.finishedAt,
    type: 'evaluation-finished',
    result,
  };
}
