// The two charts of the finish: search fitness against a later stage, and every finalist's way through all three.
import * as Plot from '@observablehq/plot';
import { chartAxis, quantityOf, rangeOf } from '../../analysis/chart-axis.ts';
import type { FinalistRow } from '../../analysis/finalists.ts';
import { type Noise, readingError } from '../../analysis/noise.ts';
import type { RunView } from '../run-view.ts';
import { objectiveOnAxis, value } from '../words.ts';

export type Stage = 'reranked' | 'retrained';

export const STAGE_WORDS = {
  search: 'search',
  reranked: 're-ranked',
  retrained: 'retrained',
} as const;

const COLUMNS = Object.keys(STAGE_WORDS) as (keyof typeof STAGE_WORDS)[];

export function scatterOf(
  rows: readonly FinalistRow[],
  stage: Stage,
  noise: Noise | null,
  objective: RunView['objective'],
): Plot.PlotOptions {
  const points = rows.flatMap((row) => {
    const after = row[stage];
    if (after === null) return [];
    const xError = readingError(noise, row.search.replicates, null);
    return { ...row, x: row.search.mean, y: after.mean, xError, yError: after.error ?? 0 };
  });
  type Point = (typeof points)[number];
  const quantity = quantityOf(objective);
  const around = (values: readonly (readonly [number, number])[], count: number) =>
    chartAxis(
      quantity,
      values.map(([mean]) => mean),
      { wanted: rangeOf(values.flatMap(([mean, error]) => [mean - error, mean + error])), count },
    );
  const xAxis = around(
    points.map(({ x, xError }) => [x, xError]),
    4,
  );
  const yAxis = around(
    points.map(({ y, yError }) => [y, yError]),
    5,
  );
  return {
    height: 320,
    grid: true,
    x: { label: `${objectiveOnAxis(objective)}, search`, ...xAxis },
    y: { label: `${objectiveOnAxis(objective)}, ${STAGE_WORDS[stage]}`, ...yAxis },
    marks: [
      Plot.ruleY(points, {
        ...{ y: 'y', stroke: colourOf, strokeOpacity: 0.45, clip: true },
        x1: ({ x, xError }: Point) => x - xError,
        x2: ({ x, xError }: Point) => x + xError,
      }),
      Plot.ruleX(points, {
        ...{ x: 'x', stroke: colourOf, strokeOpacity: 0.45, clip: true },
        y1: ({ y, yError }: Point) => y - yError,
        y2: ({ y, yError }: Point) => y + yError,
      }),
      Plot.dot(points, {
        ...{ x: 'x', y: 'y', r: 5, stroke: colourOf, strokeWidth: 2 },
        fill: (row: Point) => (row.arm === 'main' ? colourOf(row) : 'var(--card)'),
      }),
      Plot.tip(
        points,
        Plot.pointer({
          ...{ x: 'x', y: 'y' },
          title: ({ candidateId, x, y }: Point) =>
            `${candidateId}\nsearch ${value(x, objective)}\n${STAGE_WORDS[stage]} ${value(y, objective)}`,
        }),
      ),
    ],
    color: { type: 'identity' },
  };
}

export function slopesOf(
  rows: readonly FinalistRow[],
  objective: RunView['objective'],
): Plot.PlotOptions {
  const points = rows.flatMap((row) =>
    COLUMNS.flatMap((column) => {
      const reading = row[column];
      return reading === null ? [] : { ...row, column: STAGE_WORDS[column], y: reading.mean };
    }),
  );
  type Point = (typeof points)[number];
  const yAxis = chartAxis(
    quantityOf(objective),
    points.map(({ y }) => y),
  );
  const ways = (arm: FinalistRow['arm']) =>
    Plot.lineY(
      points.filter((point) => point.arm === arm),
      {
        ...{ x: 'column', y: 'y', z: 'genomeHash', stroke: colourOf },
        strokeWidth: (row: Point) => (row.isChampion ? 3 : 1.5),
        ...(arm === 'main' ? {} : { strokeDasharray: '4 3' }),
      },
    );
  return {
    height: 320,
    x: { type: 'point', label: null, domain: Object.values(STAGE_WORDS), padding: 0.3 },
    y: { label: objectiveOnAxis(objective), grid: true, ...yAxis },
    marks: [
      ways('baseline'),
      ways('main'),
      Plot.dot(points, {
        ...{ x: 'column', y: 'y', r: 3.5, stroke: colourOf },
        fill: (row: Point) => (row.arm === 'main' ? colourOf(row) : 'var(--card)'),
      }),
      Plot.tip(
        points,
        Plot.pointer({
          ...{ x: 'column', y: 'y' },
          title: ({ candidateId, column, y }: Point) =>
            `${candidateId}\n${column} ${value(y, objective)}`,
        }),
      ),
    ],
    color: { type: 'identity' },
  };
}

function colourOf({ arm, isChampion }: FinalistRow): string {
  if (arm === 'baseline') return 'var(--baseline)';
  return isChampion ? 'var(--champion)' : 'var(--search)';
}
