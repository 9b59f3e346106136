// A whole run as one strategy: the search, and then the finish over its best.
import { BATCH_SIZE } from '../contracts/budget.ts';
import type { FinishSettings } from '../contracts/run-config.ts';
import { type Archive, nextReplicate, ranking, type Standing, withReadings } from './archive.ts';
import { type Champion, type FinishState, finish } from './finish.ts';
import { primaryObjective } from './objectives.ts';
import type { Asked, Strategy, StrategyConfig, Told } from './strategy.ts';

export interface CampaignConfig extends StrategyConfig<{ readonly name: string }> {
  readonly finish: FinishSettings | null;
  /** Images of the training split. */
  readonly trainCount: number;
}

export interface CampaignState {
  readonly version: 1;
  readonly config: CampaignConfig;
  readonly search: unknown;
  /** Batches of the search asked for and not yet told. */
  readonly open: number;
  readonly isSearchOver: boolean;
  /** Everything that the search has read. */
  readonly archive: Archive;
  readonly finish: FinishState | null;
}

export function campaignOf(strategy: Strategy, config: CampaignConfig): CampaignState {
  const { finish: _, trainCount: __, ...forStrategy } = config;
  const search = strategy.init(forStrategy);
  return { version: 1, config, search, open: 0, isSearchOver: false, archive: {}, finish: null };
}

/** What to evaluate next. The finish waits until every batch of the search has been told. */
export function askCampaign(strategy: Strategy, state: CampaignState): Asked<CampaignState> {
  if (!state.isSearchOver) {
    const asked = strategy.ask(state.search);
    if (!('done' in asked)) {
      const open = state.open + (asked.proposals.length > 0 ? 1 : 0);
      return { ...asked, state: { ...state, search: asked.state, open } };
    }
    return askCampaign(strategy, { ...state, search: asked.state, isSearchOver: true });
  }
  if (state.open > 0) return { state, stage: 'finish', proposals: [] };
  const current = state.finish ?? finishOf(state);
  if (current === null) return { state, done: true };
  const asked = finish.ask(current);
  return { ...asked, state: { ...state, finish: asked.state } };
}

/** Tells a closed batch. `isStopped`: a cap kept evaluations out, and the search ends with it. */
export function tellCampaign(
  strategy: Strategy,
  state: CampaignState,
  results: readonly Told[],
  isStopped: boolean,
): CampaignState {
  if (state.finish !== null) return { ...state, finish: finish.tell(state.finish, results) };
  return {
    ...state,
    search: strategy.tell(state.search, results),
    open: state.open - 1,
    isSearchOver: state.isSearchOver || isStopped,
    archive: withReadings(state.archive, results, primaryObjective(state.config)),
  };
}

/** How the genomes of the search stand, best first. */
export function standings(state: CampaignState): Standing[] {
  return ranking(state.archive, primaryObjective(state.config));
}

/** The genome that stands best; undefined while none completed. */
export function bestOf(state: CampaignState): Standing | undefined {
  return standings(state).find(({ fitness }) => fitness !== null);
}

export function championOf(state: CampaignState): Champion | null {
  return state.finish?.champion ?? null;
}

/** Whole epochs of whole batches. */
export function epochExamples(trainCount: number, epochs: number): number {
  return Math.floor(trainCount / BATCH_SIZE) * BATCH_SIZE * epochs;
}

function finishOf(state: CampaignState): FinishState | null {
  const { finish: settings, trainCount, ...config } = state.config;
  if (settings === null) return null;
  const finalists = standings(state)
    .filter((standing) => standing.fitness !== null)
    .slice(0, settings.rerank)
    .map(({ candidateId, genomeHash, genome }) => ({
      candidateId,
      genomeHash,
      genome,
      nextReplicate: nextReplicate(state.archive, genomeHash),
    }));
  const retraining = {
    examples: epochExamples(trainCount, settings.epochs),
    schedule: 'linear' as const,
  };
  return finish.init({ ...config, settings: { ...settings, finalists, retraining } });
}
