// The finalists' way: how each read in the search that chose it, when it was read afresh, and retrained.
// Imports nothing of Node.
import { deviation, mean } from 'd3';
import type { ObjectiveDeclaration } from '../../contracts/objective.ts';
import { compareCandidates, type Ranked } from '../../search/compare-candidates.ts';
import type { Arm, EvaluationRow, RunPage } from '../page-data.ts';
import { type MeanChange, meanChange } from './mean-change.ts';
import { distinctReadings, standings } from './standings.ts';

/** Means of readings on one budget. */
export interface StageReading {
  readonly mean: number;
  readonly replicates: number;
  readonly examples: number;
  /** Sample deviation / √replicates; null of one. */
  readonly error: number | null;
}

export interface FinalistRow {
  readonly arm: Arm;
  readonly genomeHash: string;
  /** As the search named it. */
  readonly candidateId: string;
  readonly search: StageReading;
  readonly reranked: StageReading | null;
  /** Trainings on the long budget, scored on validation. */
  readonly retrained: StageReading | null;
  readonly isChampion: boolean;
}

/** Places of the two stages among the generations of the final phase. */
const STAGES = { reranked: 0, retrained: 1 } as const;

/** Best of the search first, by arm; null stands where a stage was not reached or diverged. */
export function finalists(
  page: Pick<RunPage, 'batches' | 'evaluations' | 'genomes' | 'head'>,
  objective: ObjectiveDeclaration,
): FinalistRow[] {
  const last = page.batches.filter(({ phase }) => phase === 'final').map(({ batch }) => batch);
  const isFinish = ({ batch }: EvaluationRow) => page.batches[batch]?.phase === 'final';
  const rankedOf = ({ genomeHash, search }: FinalistRow): Ranked => ({
    ...{ genomeHash, examples: search.examples, fitness: search.mean },
    parameters: page.genomes[genomeHash]?.parameters ?? 0,
  });
  const champions = [page.head.champion?.genomeHash, page.head.baselineChampion?.genomeHash];
  return (['main', 'baseline'] as const).flatMap((arm, place) => {
    const own = page.evaluations.filter((row) => row.arm === arm);
    const search = standings(own.filter((row) => !isFinish(row)));
    const finish = own.filter(isFinish);
    const reading = (stage: number, hash: string) =>
      stageReading(finish.filter((row) => row.genomeHash === hash && row.batch === last[stage]));
    return [...new Set(finish.map(({ genomeHash }) => genomeHash))]
      .flatMap((genomeHash) => {
        const standing = search.get(genomeHash);
        if (standing?.mean == null) return [];
        const { candidateId, values, examples, mean } = standing;
        const error = errorOf(values);
        return {
          ...{ arm, genomeHash, candidateId },
          search: { mean, replicates: values.length, examples, error },
          reranked: reading(STAGES.reranked, genomeHash),
          retrained: reading(STAGES.retrained, genomeHash),
          isChampion: champions[place] === genomeHash,
        };
      })
      .sort((a, b) => compareCandidates(rankedOf(a), rankedOf(b), objective));
  });
}

/**
 * What selection promised too much, on one budget: the second reading of each genome that the search read
 * again, less its first, which it was chosen by; in the objective's good direction, so below 0 is a fall.
 */
export function secondReadings(
  rows: readonly EvaluationRow[],
  { direction }: ObjectiveDeclaration,
): MeanChange | null {
  const sign = direction === 'maximize' ? 1 : -1;
  const differences = [...distinctReadings(rows).values()].flatMap(([first, ...others]) => {
    const second = others.find(({ examples }) => examples === first?.examples);
    const [before, after] = [first?.values[0], second?.values[0]];
    return before == null || after == null ? [] : sign * (after - before);
  });
  return meanChange(differences);
}

function stageReading(rows: readonly EvaluationRow[]): StageReading | null {
  const values = rows.flatMap(({ status, values }) =>
    status === 'completed' ? (values[0] ?? []) : [],
  );
  const middle = mean(values);
  const [first] = rows;
  if (first === undefined || middle === undefined || values.length < rows.length) return null;
  const { examples } = first;
  return { mean: middle, replicates: values.length, examples, error: errorOf(values) };
}

function errorOf(values: readonly number[]): number | null {
  const spread = deviation(values);
  return spread === undefined ? null : spread / Math.sqrt(values.length);
}
