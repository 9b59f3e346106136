// The genomes of the search, without random search's, as lines over axes, the best last, so that they are drawn on top.

import { compareCandidates } from '../../../search/compare-candidates.ts';
import {
  type Axis,
  type Cells,
  geneAxes,
  numberAxis,
  pooledGenes,
} from '../../analysis/parallel-axes.ts';
import { standings } from '../../analysis/standings.ts';
import type { EvaluationRow } from '../../page-data.ts';
import { objectiveColumn } from '../../table-columns.ts';
import type { RunView } from '../run-view.ts';

export interface ParallelLine {
  readonly genomeHash: string;
  /** Who had it first. */
  readonly candidateId: string;
  /** Mean over its replicates in the search, on the largest budget that it had. */
  readonly fitness: number | null;
  readonly examples: number;
  readonly parameters: number;
  readonly cells: Cells;
}

const PARAMETERS = 'parameters';

export function parallelData(
  { search, genes, objective, page }: RunView,
  isPooled: boolean,
): { readonly axes: readonly Axis[]; readonly lines: readonly ParallelLine[] } {
  const { space } = page.head.config;
  // A gene may have the objective's name.
  const { name } = objective;
  const fitnessAxis = Object.hasOwn(space.genes, name) ? objectiveColumn(name) : name;
  const ofSearch = search.filter(({ arm }) => arm === 'main');
  const known = standings(ofSearch);
  const first = new Map<string, EvaluationRow>();
  for (const row of ofSearch) if (!first.has(row.genomeHash)) first.set(row.genomeHash, row);
  const lines = [...first].map(([genomeHash, { candidateId, examples }]): ParallelLine => {
    const own = genes.get(genomeHash) ?? {};
    const standing = known.get(genomeHash);
    const fitness = standing?.mean ?? null;
    const cost = page.genomes[genomeHash];
    const parameters = cost?.parameters ?? null;
    const cells = {
      ...(isPooled ? pooledGenes(own, space.genes) : own),
      [PARAMETERS]: parameters,
      [fitnessAxis]: fitness,
    };
    return {
      ...{ genomeHash, candidateId, fitness, cells },
      ...{ examples: standing?.examples ?? examples, parameters: parameters ?? 0 },
    };
  });
  lines.sort((a, b) => compareCandidates(b, a, objective));
  const rows = lines.map(({ cells }) => cells);
  const hasSize = rows.some(({ [PARAMETERS]: size }) => typeof size === 'number');
  const axes = [
    ...geneAxes(space.genes, isPooled, rows),
    ...(hasSize ? [{ ...numberAxis(PARAMETERS, rows), isLog: true }] : []),
    { ...numberAxis(fitnessAxis, rows), objective },
  ];
  return { axes, lines };
}
