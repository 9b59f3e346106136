// The final phase: from the best genomes of a search to a champion that trains reliably. It is a
// strategy like any other, so that it is planned, recorded, resumed and replayed in the same way.
import type { Genome } from '../contracts/genome.ts';
import type { Proposal } from '../contracts/proposal.ts';
import { greatest } from '../kernel/long-lists.ts';
import { objectiveNumber, ranking, withObservations } from './archive.ts';
import { candidate } from './candidate.ts';
import { compareScores } from './compare-candidates.ts';
import type { FinalStage } from './final-stages.ts';
import { type GenerationalState, generational } from './generational.ts';
import { primaryObjective } from './objectives.ts';
import type { Told } from './strategy.ts';

export interface Finalist {
  readonly candidateId: string;
  readonly genomeHash: string;
  readonly genome: Genome;
  /** Replicates from here on were not seen by the search. */
  readonly nextReplicate: number;
}

interface Settings {
  readonly stages: readonly FinalStage[];
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

interface Memory {
  /** Who takes part in the stage that comes next. */
  readonly finalists: readonly Finalist[];
  readonly champion: Champion | null;
}

export type FinishState = GenerationalState<Settings, Memory>;

export const finish = generational<Settings, Memory>({
  name: 'finish',
  parse: (settings) => settings as Settings,
  memory: ({ finalists }) => ({ finalists, champion: null }),
  isOver: (state) => stageOf(state) === undefined || state.memory.finalists.length === 0,
  label: (state) => stageOf(state)?.name ?? 'final phase',
  propose: (state) =>
    state.memory.finalists.flatMap((finalist) => proposalsFor(finalist, stageOf(state), state)),
  observe: (state, results) => {
    const ranked = rankedFinalists(state, results);
    const next = stageOf(state);
    if (next !== undefined) return { finalists: ranked.slice(0, next.genomes), champion: null };
    const [best] = ranked;
    const champion = best === undefined ? null : championOf(best, state, results);
    return { finalists: [], champion };
  },
});

/** The stage that is proposed next. */
function stageOf({ config, asked }: FinishState): FinalStage | undefined {
  return config.settings.stages[asked];
}

function proposalsFor(
  { candidateId, genome, nextReplicate }: Finalist,
  stage: FinalStage | undefined,
  { config }: FinishState,
): Proposal[] {
  if (stage === undefined) return [];
  const { name, budget, replicates } = stage;
  const isLast = stage === config.settings.stages.at(-1);
  return Array.from({ length: replicates }, (_, n) =>
    candidate(`${name.replace(' ', '-')}-${candidateId}`, genome, budget, {
      parents: [candidateId],
      replicate: nextReplicate + n,
      ...(isLast ? { keepWeights: true } : {}),
    }),
  );
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
    .flatMap(({ genomeHash }) =>
      state.memory.finalists.filter((one) => one.genomeHash === genomeHash),
    )
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
