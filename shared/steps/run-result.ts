// What came of a run, in one object: the last line of `run --json` and the output of an execution on
// AWS have the same fields. Told in the README.
import type { ChampionRecord, EndOfSearch } from '../contracts/ledger-events.ts';
import type { ArmName } from '../search/arms.ts';
import { bestOf, championOf, isBarren, isPatienceLost } from '../search/campaign.ts';
import type { RunState } from './run-state.ts';
import { baselineTrainings, cachedEvaluations, trainedKeys } from './trained.ts';

/** A run that is under way has one too; `champion` is there once it was tested. */
export function runResult(state: RunState): Record<string, unknown> {
  const { runId, config, data } = state.started;
  const champion = tested(state, 'main', state.finished?.champion);
  return {
    runId,
    ledgerHash: state.ledgerHash,
    dataset: data.id,
    generated: data.generated,
    seed: config.seed,
    objectives: config.objectives,
    best: bestOf(state.campaign) ?? null,
    evaluations: trainedKeys(state).size,
    cached: cachedEvaluations(state).length,
    stop: endOfSearch(state),
    reproducible: state.isReproducible,
    baseline: baselineOf(state),
    ...(champion === null ? {} : { champion }),
  };
}

/** What ended the search before its strategy was done. */
export function endOfSearch({
  stop,
  campaign,
}: Pick<RunState, 'stop' | 'campaign'>): EndOfSearch | null {
  if (stop !== null) return stop;
  if (isBarren(campaign)) return 'nothing-completed';
  return isPatienceLost(campaign) ? 'patience' : null;
}

/** Null in a run without a baseline; `champion` is null as long as none of it was tested. */
function baselineOf(state: RunState): Record<string, unknown> | null {
  if (state.campaign.baseline === null) return null;
  return {
    best: bestOf(state.campaign, 'baseline') ?? null,
    evaluations: baselineTrainings(state),
    champion: tested(state, 'baseline', state.finished?.baseline),
  };
}

function tested(state: RunState, arm: ArmName, record: ChampionRecord | null | undefined) {
  const genome = championOf(state.campaign, arm)?.genome;
  return record && genome !== undefined ? { ...record, genome } : null;
}
