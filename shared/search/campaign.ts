// A whole run as one strategy: the search, and then the finish over its best; where a baseline is
// wanted, two of both, side by side in the same batches.
import type { Phase } from '../contracts/ledger-events.ts';
import type { Proposal } from '../contracts/proposal.ts';
import type { FinishSettings } from '../contracts/run-config.ts';
import {
  type Archive,
  nextReplicate,
  ranking,
  type Standing,
  withObservations,
} from './archive.ts';
import { type ArmName, armOfName, nameInRun, proposalInRun, toldInArm } from './arms.ts';
import { askBaseline, type BaselineState, NO_BASELINE_YET, tellBaseline } from './baseline.ts';
import { compareFitness } from './compare-candidates.ts';
import { finalStages } from './final-stages.ts';
import { type Champion, type FinishState, finish } from './finish.ts';
import { primaryObjective } from './objectives.ts';
import type { Asked, Strategy, StrategyConfig, Told } from './strategy.ts';

export interface CampaignConfig extends StrategyConfig<{ readonly name: string }> {
  readonly finish: FinishSettings | null;
  /** Images of the training split. */
  readonly trainCount: number;
  /** Random search runs beside the strategy. */
  readonly baseline: boolean;
  /** Batches without a better genome that end the search; null: no number of them does. */
  readonly patience: number | null;
  /** The same genome and budget always give the same result: nothing is evaluated twice. */
  readonly deterministic: boolean;
}

interface Arm<Search = unknown> {
  readonly search: Search;
  /** Everything that the search has read. */
  readonly archive: Archive;
  readonly finish: FinishState | null;
}

export interface CampaignState {
  readonly version: 1;
  readonly config: CampaignConfig;
  readonly main: Arm;
  /** Null where none is wanted. */
  readonly baseline: Arm<BaselineState> | null;
  /** Batches of the searches asked for and not yet told. */
  readonly open: number;
  /** The baseline goes as far as the other search does, so both are over at once. */
  readonly isSearchOver: boolean;
  /** Generations in a row, up to the last one told, in which no candidate of the search completed. */
  readonly barren: number;
  readonly progress: Progress;
}

/** What a strategy asks for, and which phase of the run that is. */
export type CampaignAsked =
  | (Extract<Asked<CampaignState>, { readonly label: string }> & { readonly phase: Phase })
  | Extract<Asked<CampaignState>, { readonly done: true }>;

/** So many generations in a row without a completed candidate end the search: the space offers none. */
export const MAX_BARREN = 3;

/** What patience is about: how good the best was when it last got better, and how long ago. */
interface Progress {
  readonly best: Standing | null;
  readonly batchesSince: number;
}

export function campaignOf(strategy: Strategy, config: CampaignConfig): CampaignState {
  const {
    finish: _,
    trainCount: __,
    patience: ___,
    baseline: hasBaseline,
    deterministic: ____,
    ...forStrategy
  } = config;
  const fresh = { archive: {}, finish: null };
  const main = { ...fresh, search: strategy.init(forStrategy) };
  const baseline = hasBaseline ? { ...fresh, search: NO_BASELINE_YET } : null;
  const progress = { best: null, batchesSince: 0 };
  const begun = { open: 0, isSearchOver: false, barren: 0, progress };
  return { version: 1, config, main, baseline, ...begun };
}

/** What to evaluate next. The finish waits until every batch of the search has been told. */
export function askCampaign(strategy: Strategy, state: CampaignState): CampaignAsked {
  if (state.isSearchOver) return askFinish(state);
  const { main, baseline, config } = state;
  const asked = strategy.ask(main.search);
  const after = { ...state, main: { ...main, search: asked.state } };
  if ('done' in asked) return askFinish({ ...after, isSearchOver: true });
  const { label } = asked;
  const phase = 'search';
  const proposals = config.deterministic ? asked.proposals.map(asFirst) : asked.proposals;
  if (proposals.length === 0) return { state: after, phase, label, proposals };
  const open = state.open + 1;
  if (baseline === null) return { state: { ...after, open }, phase, label, proposals };
  const beside = askBaseline(config, baseline.search, proposals);
  return {
    state: { ...after, open, baseline: { ...baseline, search: beside.state } },
    phase,
    label,
    proposals: together(proposals, beside.proposals),
  };
}

/** Without replicates an evaluation is one of a genome and a budget, and a known one is not made again. */
function asFirst(proposal: Proposal): Proposal {
  return { ...proposal, replicate: 0 };
}

/** Tells a closed batch. `isStopped`: a cap kept evaluations out, and the searches end with it. */
export function tellCampaign(
  strategy: Strategy,
  state: CampaignState,
  results: readonly Told[],
  isStopped: boolean,
): CampaignState {
  const { main, baseline } = state;
  const ofMain = resultsOf('main', state, results);
  const ofBaseline = resultsOf('baseline', state, results);
  if (isFinishing(state)) {
    const told = { ...state, main: tellFinish(main, ofMain) };
    return baseline === null ? told : { ...told, baseline: tellFinish(baseline, ofBaseline) };
  }
  const read = withRead(main, ofMain);
  const progress = progressOf(state, read.archive);
  const barren = ofMain.some(({ status }) => status === 'completed') ? 0 : state.barren + 1;
  const after = { ...state, barren, progress };
  const told = {
    ...after,
    main: { ...read, search: strategy.tell(main.search, ofMain) },
    open: state.open - 1,
    isSearchOver: state.isSearchOver || isStopped || isPatienceLost(after) || isBarren(after),
  };
  if (baseline === null) return told;
  const search = tellBaseline(baseline.search, ofMain);
  return { ...told, baseline: { ...withRead(baseline, ofBaseline), search } };
}

/** Whether the search ended, or would end, because it had brought nothing better for too long. */
export function isPatienceLost({ config, progress }: Pick<CampaignState, 'config' | 'progress'>) {
  return config.patience !== null && progress.batchesSince >= config.patience;
}

/** Whether the search ended because no candidate of three generations in a row completed. */
export function isBarren({ barren }: Pick<CampaignState, 'barren'>): boolean {
  return barren >= MAX_BARREN;
}

/** A genome is better than the best when it stands before it and reads better, or was read for longer. */
function progressOf({ config, progress }: CampaignState, archive: Archive): Progress {
  if (config.patience === null) return progress;
  const objective = primaryObjective(config);
  const [best = null] = ranking(archive, objective);
  if (best?.fitness == null) return { ...progress, batchesSince: progress.batchesSince + 1 };
  const before = progress.best;
  const isBetter =
    before === null ||
    best.examples > before.examples ||
    (best.examples === before.examples &&
      best.fitness !== before.fitness &&
      compareFitness(best, before, objective) < 0);
  return isBetter
    ? { best, batchesSince: 0 }
    : { ...progress, batchesSince: progress.batchesSince + 1 };
}

/** Whose candidate it is. */
export function armOf({ baseline }: CampaignState, candidateId: string): ArmName {
  return baseline === null ? 'main' : armOfName(candidateId);
}

/** Whether the searches are over and their best are being retrained. */
export function isFinishing({ main }: CampaignState): boolean {
  return main.finish !== null;
}

/** How the genomes of a search stand, best first; of the baseline where there is none, nothing. */
export function standings(state: CampaignState, arm: ArmName = 'main'): Standing[] {
  const archive = state[arm]?.archive ?? {};
  return ranking(archive, primaryObjective(state.config)).map((standing) => ({
    ...standing,
    candidateId: nameInRun(arm, standing.candidateId),
  }));
}

/** The genome that stands best; undefined while none completed. */
export function bestOf(state: CampaignState, arm: ArmName = 'main'): Standing | undefined {
  return standings(state, arm).find(({ fitness }) => fitness !== null);
}

/** The genome that the finish chose, null until then, and where nothing was left to choose from. */
export function championOf(state: CampaignState, arm: ArmName = 'main'): Champion | null {
  const champion = state[arm]?.finish?.memory.champion ?? null;
  return champion && { ...champion, candidateId: nameInRun(arm, champion.candidateId) };
}

/** Both arms are at the same stage; one whose finalists have all diverged leaves the other alone. */
function askFinish(state: CampaignState): CampaignAsked {
  if (state.open > 0) return { state, phase: 'final', label: 'final phase', proposals: [] };
  if (isBarren(state)) return { state, done: true };
  const main = askFinishOf(state.main, state.config);
  const baseline = state.baseline && askFinishOf(state.baseline, state.config);
  const next = { ...state, main: main.arm, baseline: baseline?.arm ?? null };
  const label = main.label ?? baseline?.label;
  if (label === undefined) return { state: next, done: true };
  const proposals = together(main.proposals, baseline?.proposals ?? []);
  return { state: next, phase: 'final', label, proposals };
}

function askFinishOf<Search>(
  arm: Arm<Search>,
  config: CampaignConfig,
): { arm: Arm<Search>; label?: string; proposals: readonly Proposal[] } {
  const begun = arm.finish ?? finishOf(arm, config);
  if (begun === null) return { arm, proposals: [] };
  const asked = finish.ask(begun);
  const after = { ...arm, finish: asked.state };
  if ('done' in asked) return { arm: after, proposals: [] };
  return { arm: after, label: asked.label, proposals: asked.proposals };
}

function resultsOf(arm: ArmName, state: CampaignState, results: readonly Told[]): Told[] {
  return results
    .filter(({ candidateId }) => armOf(state, candidateId) === arm)
    .map((told) => toldInArm(arm, told));
}

/** An arm that takes no part any more has no results, and is told nothing. */
function tellFinish<Search>(arm: Arm<Search>, results: readonly Told[]): Arm<Search> {
  if (arm.finish === null || results.length === 0) return arm;
  return { ...arm, finish: finish.tell(arm.finish, results) };
}

function withRead<Search>(arm: Arm<Search>, results: readonly Told[]): Arm<Search> {
  return { ...arm, archive: withObservations(arm.archive, results) };
}

function together(main: readonly Proposal[], baseline: readonly Proposal[]): Proposal[] {
  return [...main, ...baseline.map((proposal) => proposalInRun('baseline', proposal))];
}

function finishOf({ archive }: Arm, campaign: CampaignConfig): FinishState | null {
  const {
    finish: settings,
    trainCount,
    baseline: _,
    patience: __,
    deterministic: ___,
    ...config
  } = campaign;
  if (settings === null) return null;
  const finalists = ranking(archive, primaryObjective(config))
    .filter((standing) => standing.fitness !== null)
    .slice(0, settings.rerank)
    .map(({ candidateId, genomeHash, genome }) => ({
      candidateId,
      genomeHash,
      genome,
      nextReplicate: nextReplicate(archive, genomeHash),
    }));
  const stages = finalStages(settings, config.budget, trainCount);
  return finish.init({ ...config, settings: { stages, finalists } });
}
