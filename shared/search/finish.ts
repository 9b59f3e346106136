// The finish: from the best readings of a search to one champion that can be trusted. It is a
// strategy like any other, so that it is planned, recorded, resumed and replayed in the same way.

import { BATCH_SIZE, type Budget } from '../contracts/budget.ts';
import type { Genome } from '../contracts/genome.ts';
import type { Proposal } from '../contracts/proposal.ts';
import type { FinishSettings } from '../contracts/run-config.ts';
import { greatest } from '../kernel/long-lists.ts';
import { objectiveNumber, ranking, withReadings } from './archive.ts';
import { primaryObjective } from './objectives.ts';
import type { Strategy, StrategyConfig, Told } from './strategy.ts';

export interface Finalist {
  readonly candidateId: string;
  readonly genomeHash: string;
  readonly genome: Genome;
  /** Replicates from here on were not seen by the search. */
  readonly nextReplicate: number;
}

export interface FinishBudgets {
  readonly reranking: Budget;
  readonly retraining: Budget;
}

interface Settings extends FinishSettings, FinishBudgets {
  /** Best distinct genomes of the search, best first. */
  readonly finalists: readonly Finalist[];
}

export interface Champion {
  readonly candidateId: string;
  readonly genomeHash: string;
  readonly genome: Genome;
  /** Its trainings, the best on validation first. */
  readonly evaluationKeys: readonly string[];
}

const STAGES = ['re-ranking', 'retraining', 'champion seeds'] as const;

export interface FinishState {
  readonly version: 1;
  readonly config: StrategyConfig<Settings>;
  readonly asked: number;
  readonly told: number;
  /** Who takes part in the stage that comes next. */
  readonly finalists: readonly Finalist[];
  readonly champion: Champion | null;
}

export const finish: Strategy<FinishState> = {
  name: 'finish',

  init: (config) => {
    const settings = config.settings as Settings;
    return {
      version: 1,
      config: { ...config, settings },
      asked: 0,
      told: 0,
      finalists: settings.finalists.slice(0, settings.rerank),
      champion: null,
    };
  },

  ask: (state) => {
    const stage = STAGES[state.asked];
    if (state.asked > state.told) return { state, stage: 'finish', proposals: [] };
    if (stage === undefined || state.finalists.length === 0) return { state, done: true };
    const proposals = state.finalists.flatMap((finalist) => proposalsFor(stage, finalist, state));
    return { state: { ...state, asked: state.asked + 1 }, stage, proposals };
  },

  tell: (state, results) => {
    const told = state.told + 1;
    const best = bestOf(state, results);
    if (STAGES[state.told] !== 'champion seeds') return { ...state, told, finalists: best };
    const [finalist] = best;
    const champion = finalist === undefined ? null : championOf(finalist, state, results);
    return { ...state, told, finalists: [], champion };
  },
};

/** What the trainings of a finish may spend. @param trainCount images of the training split */
export function finishBudgets(
  { epochs, rerankEpochs }: FinishSettings,
  searchBudget: Budget,
  trainCount: number,
): FinishBudgets {
  const ofEpochs = (count: number): Budget => ({
    examples: epochExamples(trainCount, count),
    schedule: 'linear',
  });
  const reranking = rerankEpochs === null ? searchBudget : ofEpochs(rerankEpochs);
  return { reranking, retraining: ofEpochs(epochs) };
}

/** Whole epochs of whole batches. */
export function epochExamples(trainCount: number, epochs: number): number {
  return Math.floor(trainCount / BATCH_SIZE) * BATCH_SIZE * epochs;
}

/** Evaluations and examples that a finish may spend at most. */
export function finishWorstCase(
  settings: FinishSettings,
  { reranking, retraining }: FinishBudgets,
): { evaluations: number; examples: number } {
  const readings = settings.rerank * settings.rerankReplicates;
  const trainings = settings.retrain + settings.seeds;
  return {
    evaluations: readings + trainings,
    examples: readings * reranking.examples + trainings * retraining.examples,
  };
}

function proposalsFor(
  stage: (typeof STAGES)[number],
  finalist: Finalist,
  { config }: FinishState,
): Proposal[] {
  const { settings } = config;
  const count =
    stage === 're-ranking'
      ? settings.rerankReplicates
      : stage === 'retraining'
        ? 1
        : settings.seeds;
  return Array.from({ length: count }, (_, n) => ({
    candidateId: `${stage.replace(' ', '-')}-${finalist.candidateId}`,
    genome: finalist.genome,
    parents: [finalist.candidateId],
    operators: [],
    budget: stage === 're-ranking' ? settings.reranking : settings.retraining,
    replicate: finalist.nextReplicate + n,
    initialization: 'fresh' as const,
    ...(stage === 'champion seeds' ? { keepWeights: true } : {}),
    refused: 0,
  }));
}

/** Finalists by this stage's readings alone; those that diverged go no further. */
function bestOf(state: FinishState, results: readonly Told[]): Finalist[] {
  const { config, told, finalists } = state;
  const { settings } = config;
  const stage = withReadings({}, results, primaryObjective(config));
  const count = STAGES[told] === 're-ranking' ? settings.retrain : 1;
  return ranking(stage, primaryObjective(config))
    .filter((standing) => standing.fitness !== null || STAGES[told] === 'champion seeds')
    .slice(0, count)
    .flatMap(({ genomeHash }) => finalists.filter((one) => one.genomeHash === genomeHash))
    .map((finalist) => ({
      ...finalist,
      nextReplicate: afterLast(results, finalist),
    }));
}

function afterLast(results: readonly Told[], finalist: Finalist): number {
  const used = results
    .filter((told) => told.genomeHash === finalist.genomeHash)
    .map((told) => told.replicate);
  return Math.max(finalist.nextReplicate - 1, greatest(used)) + 1;
}

function championOf(
  { candidateId, genomeHash, genome }: Finalist,
  { config }: FinishState,
  results: readonly Told[],
): Champion | null {
  const objective = primaryObjective(config);
  const sign = objective.direction === 'maximize' ? -1 : 1;
  const reading = (told: Told) => {
    const value = told.objectives?.[objective.name];
    return value === undefined ? 0 : objectiveNumber(value);
  };
  const evaluationKeys = results
    .filter((told) => told.status === 'completed')
    .sort((a, b) => sign * (reading(a) - reading(b)) || a.replicate - b.replicate)
    .map((told) => told.evaluationKey);
  return evaluationKeys.length === 0 ? null : { candidateId, genomeHash, genome, evaluationKeys };
}
