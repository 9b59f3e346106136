// Plan: ask the strategy for the next batch, find what is known already, and admit what the caps pay for.
import { evaluationKeyOf, evaluationSeedOf } from '../contracts/evaluation.ts';
import type {
  GenerationPlanned,
  PlannedEvaluation,
  StopReason,
} from '../contracts/ledger-events.ts';
import type { Proposal } from '../contracts/proposal.ts';
import type { RunConfig } from '../contracts/run-config.ts';
import { genomeHash } from '../genome/identity.ts';
import { kindOf } from '../genome/kinds/registry.ts';
import { askCampaign, epochExamples } from '../search/campaign.ts';
import { finishWorstCase } from '../search/finish.ts';
import { type RunState, strategyOf } from './run-state.ts';

/** Trainings paid for so far, or that a cap allows. */
export interface Spent {
  readonly evaluations: number;
  readonly examples: number;
}

/** The next batch to be recorded, `wait` while an open one must close first, or `done`. */
export function plan(state: RunState, at: string): GenerationPlanned | 'wait' | 'done' {
  const asked = askCampaign(strategyOf(state), state.campaign);
  if ('done' in asked) return 'done';
  if (asked.proposals.length === 0) return 'wait';
  const known = knownKeys(state);
  const isFinish = asked.state.finish !== null;
  const allowed = isFinish ? NO_CAP : searchAllowance(state.started.config, state);
  let spent = spentBy(state);
  let stop: StopReason | undefined;
  const evaluations = asked.proposals.map((proposal): PlannedEvaluation => {
    const planned = identify(proposal, state);
    if (known.has(planned.evaluationKey)) return { ...planned, dispatch: 'known' };
    const next = {
      evaluations: spent.evaluations + 1,
      examples: spent.examples + proposal.budget.examples,
    };
    stop ??= exceeded(next, allowed);
    if (stop !== undefined) return { ...planned, dispatch: 'censored' };
    known.add(planned.evaluationKey);
    spent = next;
    return { ...planned, dispatch: 'train' };
  });
  const batch = state.batches.length;
  return {
    v: 1,
    id: `planned-${batch}`,
    at,
    type: 'generation-planned',
    batch,
    stage: asked.stage,
    evaluations,
    ...(stop === undefined ? {} : { stop }),
  };
}

const NO_CAP: Spent = { evaluations: Infinity, examples: Infinity };

/** All evaluations planned so far, in order. */
export function plannedEvaluations(state: RunState): PlannedEvaluation[] {
  return state.batches.flatMap((batch) => batch.planned.evaluations);
}

/** Keys that were asked for and did not fail: their result is there or on its way. */
function knownKeys(state: RunState): Set<string> {
  const lost = new Set(['failed', 'censored']);
  return new Set(
    state.batches.flatMap(({ planned, facts }) =>
      planned.evaluations
        .filter((_, position) => !lost.has(facts?.[position]?.status ?? 'open'))
        .map((evaluation) => evaluation.evaluationKey),
    ),
  );
}

/** What was sent to training so far. */
export function spentBy(state: RunState): Spent {
  const trained = plannedEvaluations(state).filter((planned) => planned.dispatch === 'train');
  const examples = trained.reduce((sum, planned) => sum + planned.budget.examples, 0);
  return { evaluations: trained.length, examples };
}

/** What was trained so far, to its end or until it diverged. */
export function trainedBy(state: RunState): Spent {
  const results = [...state.results.values()];
  const examples = results.reduce((sum, { examplesSeen }) => sum + examplesSeen, 0);
  return { evaluations: results.length, examples };
}

/** What the finish of a run may cost at most; nothing where it is left out. */
export function finishReserve(config: RunConfig, trainCount: number): Spent {
  if (config.finish === null) return { evaluations: 0, examples: 0 };
  const examples = epochExamples(trainCount, config.finish.epochs);
  return finishWorstCase(config.finish, config.budget, { examples, schedule: 'linear' });
}

/** The caps less what is put aside for the finish. */
function searchAllowance(config: RunConfig, state: RunState): Spent {
  const reserve = finishReserve(config, state.started.data.trainCount);
  return {
    evaluations: (config.maxEvaluations ?? Infinity) - reserve.evaluations,
    examples: (config.maxExamples ?? Infinity) - reserve.examples,
  };
}

function exceeded(spent: Spent, allowed: Spent): StopReason | undefined {
  if (spent.evaluations > allowed.evaluations) return 'max-evaluations';
  return spent.examples > allowed.examples ? 'max-examples' : undefined;
}

function identify(proposal: Proposal, state: RunState): Omit<PlannedEvaluation, 'dispatch'> {
  const { config, data, engine } = state.started;
  const { genome, replicate, budget, initialization } = proposal;
  const hash = genomeHash(genome);
  const evaluationSeed = evaluationSeedOf(config.seed, hash, replicate);
  const { kind } = genome;
  const task = { inputs: data.pixels, classes: data.classes };
  return {
    ...proposal,
    genomeHash: hash,
    evaluationSeed,
    evaluationKey: evaluationKeyOf({
      genomeHash: hash,
      kind,
      data,
      budget,
      evaluationSeed,
      initialization,
      engine,
    }),
    parameters: kindOf(kind).cost(genome, task).parameters,
  };
}
