// The state of a run: a fold over its ledger. Decisions in the ledger are made again on the way and
// compared, so that a ledger made by another version or by another hand is noticed.

import type { EvaluationResult } from '../contracts/evaluation.ts';
import type {
  EvaluationFact,
  GenerationPlanned,
  LedgerEvent,
  PlannedEvaluation,
  RunFinished,
  RunStarted,
  StopReason,
  TestedTrainings,
  TestUnsealed,
} from '../contracts/ledger-events.ts';
import { rejectOtherFormat } from '../contracts/ledger-format.ts';
import type { Proposal } from '../contracts/proposal.ts';
import { taskOf } from '../contracts/task.ts';
import { readEnqueued } from '../genome/enqueued.ts';
import { canonicalJson, hashOf, hashOfLong, isSameJson } from '../kernel/canonical-json.ts';
import { Corrupt } from '../kernel/errors.ts';
import type { ArmName } from '../search/arms.ts';
import {
  askCampaign,
  type CampaignAsked,
  type CampaignState,
  campaignOf,
  championOf,
  tellCampaign,
} from '../search/campaign.ts';
import { type Strategies, strategyNamed } from '../search/registry.ts';
import type { Told } from '../search/strategy.ts';
import { type Champions, endOf, openingOf, testedOf } from './recorded-test.ts';

export interface Batch {
  readonly planned: GenerationPlanned;
  readonly facts: readonly EvaluationFact[] | null;
}

/** Evaluations that were dispatched, or that a cap allows. */
export interface Spent {
  readonly evaluations: number;
  readonly examples: number;
}

export interface RunState {
  readonly strategies: Strategies;
  readonly started: RunStarted;
  campaign: CampaignState;
  readonly batches: Batch[];
  /** Trainings that were dispatched, and their examples. */
  sent: Spent;
  /** By evaluation key: planned evaluations that have its result or wait for it. */
  readonly holders: Map<string, number>;
  /** Facts of a key: the first recorded result. */
  readonly results: Map<string, EvaluationResult>;
  /** Why a key failed after all retries. Not in the ledger: after a crash it is tried again. */
  readonly failures: Map<string, string>;
  stop: StopReason | null;
  testUnsealed: TestUnsealed | null;
  finished: (Champions & Pick<RunFinished, 'misclassified' | 'ledgerHash'>) | null;
  /** Hash over configuration, proposals, facts and decisions so far. */
  ledgerHash: string;
  /** False once a fact depended on time. */
  isReproducible: boolean;
}

/** The state of a run that has just started. */
export function startOf(started: RunStarted, strategies: Strategies): RunState {
  const { config, data, engine } = started;
  const { strategy } = strategyNamed(config.strategy.name, strategies);
  const task = taskOf(data);
  return {
    strategies,
    started,
    campaign: campaignOf(strategy, {
      seed: config.seed,
      space: config.space,
      task,
      budget: config.budget,
      objectives: config.objectives,
      enqueued: readEnqueued(config.enqueue ?? [], config.space, task, config.seed),
      settings: config.strategy,
      patience: config.patience ?? null,
      finish: config.finalPhase,
      trainCount: data.trainCount,
      baseline: config.baseline ?? false,
      deterministic: config.deterministic ?? false,
    }),
    batches: [],
    sent: { evaluations: 0, examples: 0 },
    holders: new Map(),
    results: new Map(),
    failures: new Map(),
    stop: null,
    testUnsealed: null,
    finished: null,
    ledgerHash: hashOf({ config, data, engine }),
    isReproducible: true,
  };
}

/**
 * The state after all events.
 * @param onEvent called after each event with the state as it is then
 * @throws Corrupt when the events are not the ledger of one run, or decisions come out otherwise
 */
export function fold(
  events: readonly LedgerEvent[],
  strategies: Strategies,
  onEvent: (event: LedgerEvent, state: RunState) => void = () => {},
): RunState {
  const [first, ...rest] = events;
  if (first?.type !== 'run-started')
    throw new Corrupt('the ledger does not start with the event run-started');
  rejectOtherFormat(first.v);
  const state = startOf(first, strategies);
  for (const event of rest) {
    apply(state, event);
    onEvent(event, state);
  }
  return state;
}

/** Carries one event into the state. */
export function apply(state: RunState, event: LedgerEvent): void {
  switch (event.type) {
    case 'run-started':
      throw new Corrupt('the ledger contains a second event run-started');
    case 'generation-planned':
      applyPlanned(state, event);
      return;
    case 'evaluation-finished':
      if (!state.results.has(event.result.evaluationKey)) {
        state.results.set(event.result.evaluationKey, event.result);
      }
      return;
    case 'generation-closed':
      applyClosed(state, event.generation, event.facts, event.stop);
      return;
    case 'test-unsealed':
      if (state.testUnsealed !== null)
        throw new Corrupt('the test split was evaluated a second time');
      expectChampion(state, 'main', event);
      expectChampion(state, 'baseline', event.baseline);
      state.testUnsealed = event;
      extend(state, openingOf(event));
      return;
    case 'run-finished':
      if (event.champion !== null) expectChampion(state, 'main', testedOf(event.champion));
      if (event.baseline) expectChampion(state, 'baseline', testedOf(event.baseline));
      extend(state, endOf(event));
      if (state.ledgerHash !== event.ledgerHash) {
        throw new Corrupt('the ledger hash at the end of the run does not match its events');
      }
      state.finished = event;
  }
}

const answers = new WeakMap<CampaignState, CampaignAsked>();

/**
 * What to evaluate next. A plan, its record and an estimate all need the answer, and the search is a pure function
 * of its state: the answer is computed once.
 */
export function askRun(state: RunState): CampaignAsked {
  const { campaign } = state;
  const asked = answers.get(campaign) ?? askCampaign(strategyOf(state), campaign);
  answers.set(campaign, asked);
  return asked;
}

/** The hash that the ledger will have once the run ends with these champions. */
export function hashWithEnd(state: RunState, champions: Champions): string {
  return hashOf([state.ledgerHash, endOf(champions)]);
}

/** Batches planned and not closed, oldest first. */
export function openBatches(state: RunState): Batch[] {
  // Batches close in their order.
  const closed = state.batches.findLastIndex((batch) => batch.facts !== null);
  return state.batches.slice(closed + 1);
}

export function strategyOf(state: RunState) {
  return strategyNamed(state.started.config.strategy.name, state.strategies).strategy;
}

/** The test split judges the trainings that the campaign chose, and no others. */
function expectChampion(state: RunState, arm: ArmName, tested: TestedTrainings | undefined): void {
  const champion = championOf(state.campaign, arm);
  const isChosen =
    champion?.genomeHash === tested?.genomeHash &&
    canonicalJson(champion?.evaluationKeys ?? []) === canonicalJson(tested?.evaluationKeys ?? []);
  if (!isChosen)
    throw new Corrupt('the test split was evaluated with a network other than the champion');
}

function applyPlanned(state: RunState, event: GenerationPlanned): void {
  const asked = askRun(state);
  if ('done' in asked || event.generation !== state.batches.length) {
    throw new Corrupt(`generation ${event.generation} was planned out of order`);
  }
  const isAsked =
    event.phase === asked.phase &&
    event.evaluations.length === asked.proposals.length &&
    // One by one: the text of a whole batch of 100,000 would take more memory than the batch.
    event.evaluations.every((planned, position) =>
      isSameJson(proposalOf(planned), asked.proposals[position]),
    );
  if (!isAsked) {
    throw new Corrupt(
      `generation ${event.generation} has proposals that this version of the strategy does not make`,
    );
  }
  state.campaign = asked.state;
  state.batches.push({ planned: event, facts: null });
  countPlanned(state, event.evaluations);
  const { type, generation, phase, evaluations, stop = null } = event;
  extend(state, { type, generation, phase, evaluations, stop });
}

function countPlanned(state: RunState, planned: readonly PlannedEvaluation[]): void {
  for (const { evaluationKey } of planned) {
    state.holders.set(evaluationKey, (state.holders.get(evaluationKey) ?? 0) + 1);
  }
  const trained = planned.filter(({ dispatch }) => dispatch === 'train');
  const examples = trained.reduce((sum, { budget }) => sum + budget.examples, state.sent.examples);
  state.sent = { evaluations: state.sent.evaluations + trained.length, examples };
}

/** A key that nothing holds any more is trained again where it is proposed again. */
function countClosed({ holders }: RunState, facts: readonly EvaluationFact[]): void {
  for (const { evaluationKey, status } of facts) {
    if (status !== 'failed' && status !== 'censored') continue;
    const left = (holders.get(evaluationKey) ?? 0) - 1;
    if (left > 0) holders.set(evaluationKey, left);
    else holders.delete(evaluationKey);
  }
}

/** What the strategy had proposed. */
function proposalOf({
  genomeHash: _,
  evaluationSeed: _s,
  evaluationKey: _k,
  parameters: _p,
  forwardFlops: _f,
  dispatch: _d,
  ...proposal
}: PlannedEvaluation): Proposal {
  return proposal;
}

function applyClosed(
  state: RunState,
  index: number,
  facts: readonly EvaluationFact[],
  stop: StopReason | undefined,
): void {
  const batch = state.batches[index];
  const isNext = openBatches(state)[0] === batch;
  if (batch === undefined || !isNext)
    throw new Corrupt(`generation ${index} was closed out of order`);
  const ended = stop ?? batch.planned.stop ?? null;
  state.batches[index] = { ...batch, facts };
  countClosed(state, facts);
  const results = batch.planned.evaluations.map((planned, position): Told => {
    const fact = facts[position];
    if (fact?.evaluationKey !== planned.evaluationKey) {
      throw new Corrupt(`generation ${index} was closed with results of other evaluations`);
    }
    return { ...planned, ...fact };
  });
  state.campaign = tellCampaign(strategyOf(state), state.campaign, results, ended !== null);
  state.stop = state.stop ?? ended;
  // Asked for again, a failed training is tried again, as it would be after a crash.
  for (const { evaluationKey } of facts) state.failures.delete(evaluationKey);
  // What had arrived by then, and what it had cost, depends on time.
  if (stop !== undefined) state.isReproducible = false;
  extend(state, { type: 'generation-closed', generation: index, facts, stop: stop ?? null });
}

function extend(state: RunState, record: unknown): void {
  state.ledgerHash = hashOfLong([state.ledgerHash, record]);
}
