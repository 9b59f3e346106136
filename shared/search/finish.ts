// The final phase: from the best genomes of a search to a champion that trains reliably. It is a
// strategy like any other, so that it is planned, recorded, resumed and replayed in the same way.

import { BATCH_SIZE, type Budget } from '../contracts/budget.ts';
import type { Genome } from '../contracts/genome.ts';
import { FROM_SCRATCH, type Proposal } from '../contracts/proposal.ts';
import type { FinishSettings } from '../contracts/run-config.ts';
import { greatest } from '../kernel/long-lists.ts';
import { objectiveNumber, ranking, withObservations } from './archive.ts';
import { compareScores } from './compare-candidates.ts';
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
  /** Its completed trainings of the last stage, the best on validation first: that one is exported. */
  readonly evaluationKeys: readonly string[];
}

type Stage = 're-ranking' | 'retraining' | 'champion seeds';

/** The last stage chooses the champion and the weights that are exported. */
function stagesOf({ seeds }: Pick<FinishSettings, 'seeds'>): readonly Stage[] {
  return seeds === 0
    ? ['re-ranking', 'retraining']
    : ['re-ranking', 'retraining', 'champion seeds'];
}

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
    const stage = stagesOf(state.config.settings)[state.asked];
    if (state.asked > state.told) return { state, label: 'final phase', proposals: [] };
    if (stage === undefined || state.finalists.length === 0) return { state, done: true };
    const proposals = state.finalists.flatMap((finalist) => proposalsFor(stage, finalist, state));
    return { state: { ...state, asked: state.asked + 1 }, label: stage, proposals };
  },

  tell: (state, results) => {
    const told = state.told + 1;
    const { settings } = state.config;
    const ranked = rankedFinalists(state, results);
    if (told < stagesOf(settings).length) {
      const count = state.told === 0 ? settings.retrain : 1;
      return { ...state, told, finalists: ranked.slice(0, count) };
    }
    const [best] = ranked;
    const champion = best === undefined ? null : championOf(best, state, results);
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
  const trainings = retrainings(settings) + settings.seeds;
  return {
    evaluations: readings + trainings,
    examples: readings * reranking.examples + trainings * retraining.examples,
  };
}

/** Retrainings of all finalists at most. */
export function retrainings({ retrain, retrainReplicates }: FinishSettings): number {
  return retrain * retrainReplicates;
}

function proposalsFor(stage: Stage, finalist: Finalist, { config }: FinishState): Proposal[] {
  const { settings } = config;
  const isLast = stage === stagesOf(settings).at(-1);
  const count = {
    're-ranking': settings.rerankReplicates,
    retraining: settings.retrainReplicates,
    'champion seeds': settings.seeds,
  }[stage];
  return Array.from({ length: count }, (_, n) => ({
    candidateId: `${stage.replace(' ', '-')}-${finalist.candidateId}`,
    genome: finalist.genome,
    parents: [finalist.candidateId],
    operators: [],
    budget: stage === 're-ranking' ? settings.reranking : settings.retraining,
    replicate: finalist.nextReplicate + n,
    start: FROM_SCRATCH,
    ...(isLast ? { keepWeights: true } : {}),
    rejected: 0,
  }));
}

/**
 * Finalists by the means of this stage alone, best first. A training that collapsed counts as what it scored;
 * a finalist with a diverged one is left out, unless each has one: then the completed ones decide.
 */
function rankedFinalists(state: FinishState, results: readonly Told[]): Finalist[] {
  const objective = primaryObjective(state.config);
  const rankingOf = (counted: readonly Told[]) =>
    ranking(withObservations({}, counted), objective).filter(({ fitness }) => fitness !== null);
  const reliable = rankingOf(results);
  const ranked =
    reliable.length > 0
      ? reliable
      : rankingOf(results.filter(({ status }) => status === 'completed'));
  return ranked
    .flatMap(({ genomeHash }) => state.finalists.filter((one) => one.genomeHash === genomeHash))
    .map((finalist) => ({ ...finalist, nextReplicate: afterLast(results, finalist) }));
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
  const evaluationKeys = results
    .filter((told) => told.genomeHash === genomeHash && told.status === 'completed')
    .flatMap((told) => {
      const value = told.objectives?.[objective.name];
      return value === undefined ? [] : [{ told, score: objectiveNumber(value) }];
    })
    .sort(
      (a, b) => compareScores(a.score, b.score, objective) || a.told.replicate - b.told.replicate,
    )
    .map(({ told }) => told.evaluationKey);
  return evaluationKeys.length === 0 ? null : { candidateId, genomeHash, genome, evaluationKeys };
}
