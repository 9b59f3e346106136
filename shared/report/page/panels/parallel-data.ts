// The genomes of the search, without random search's, as lines over axes, the best last, so that they are drawn on top.
import {
  type Axis,
  type Cells,
  geneAxes,
  numberAxis,
  pooledGenes,
} from '../../analysis/parallel-axes.ts';
import { fitnessOf, type RunView } from '../run-view.ts';

export interface ParallelLine {
  readonly genomeHash: string;
  /** Who had it first. */
  readonly candidateId: string;
  /** Mean of its readings in the search. */
  readonly fitness: number | null;
  readonly cells: Cells;
}

const PARAMETERS = 'number of parameters';

export function parallelData(
  { search, genes, objective, page }: RunView,
  isPooled: boolean,
): { readonly axes: readonly Axis[]; readonly lines: readonly ParallelLine[] } {
  const { space } = page.head.config;
  const readings = new Map<string, { candidateId: string; sum: number; times: number }>();
  for (const row of search.filter(({ arm }) => arm === 'main')) {
    const known = readings.get(row.genomeHash) ?? {
      candidateId: row.candidateId,
      ...{ sum: 0, times: 0 },
    };
    const reading = row.dispatch === 'known' ? null : fitnessOf(row);
    if (reading !== null) {
      known.sum += reading;
      known.times += 1;
    }
    readings.set(row.genomeHash, known);
  }
  const sign = objective.direction === 'maximize' ? 1 : -1;
  const lines = [...readings].map(([genomeHash, { candidateId, sum, times }]): ParallelLine => {
    const own = genes.get(genomeHash) ?? {};
    const fitness = times === 0 ? null : sum / times;
    const cost = page.genomes[genomeHash];
    const parameters = cost?.parameters ?? null;
    const cells = {
      ...(isPooled ? pooledGenes(own, space.genes) : own),
      [PARAMETERS]: parameters,
      [objective.name]: fitness,
    };
    return { genomeHash, candidateId, fitness, cells };
  });
  lines.sort((a, b) => rank(a, sign) - rank(b, sign));
  const rows = lines.map(({ cells }) => cells);
  const hasSize = rows.some(({ [PARAMETERS]: size }) => typeof size === 'number');
  const axes = [
    ...geneAxes(space.genes, isPooled, rows),
    ...(hasSize ? [{ ...numberAxis(PARAMETERS, rows), isLog: true }] : []),
    numberAxis(objective.name, rows),
  ];
  return { axes, lines };
}

function rank({ fitness }: ParallelLine, sign: number): number {
  return fitness === null ? -Number.MAX_VALUE : sign * fitness;
}
