// Best, mean and spread of each generation, next to random search.

import * as Plot from '@observablehq/plot';
import { useMemo, useState } from 'preact/hooks';
import { greatest, least } from '../../../kernel/long-lists.ts';
import { chartAxis, quantityOf, rangeOf } from '../../analysis/chart-axis.ts';
import { type GenerationRow, generations } from '../../analysis/generations.ts';
import { noiseOf } from '../../analysis/noise.ts';
import { selectionBias } from '../../selection-bias.ts';
import { armColumn, armInWords } from '../arm-words.ts';
import { Choice } from '../choice.tsx';
import { Legend, type LegendItem } from '../legend.tsx';
import { AsTable, type Column } from '../numbers-table.tsx';
import { Nothing, Section } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import type { RunView } from '../run-view.ts';
import { withinReach } from '../within-reach.ts';
import { count, countOf, knownError, objectiveOnAxis, value, valueWithError } from '../words.ts';
import { noiseInWords } from './noise-words.ts';

const SEARCH = 'var(--search)';
const BASELINE = 'var(--baseline)';

type Height = 'top' | 'all';

export function Progress({ view }: { view: RunView }) {
  const { search, objective } = view;
  const { config, hasBaseline, baselineCommand } = view.page.head;
  const noise = useMemo(() => noiseOf(search), [search]);
  const rows = useMemo(() => generations(search, objective, noise), [search, objective, noise]);
  const [height, setHeight] = useState<Height>('top');
  const options = useMemo(() => optionsOf(rows, view, height), [rows, view, height]);
  return (
    <Section
      id="progress"
      title="Generations"
      lead={leadOf(objective.name, selectionBias(objective, config))}
      help={[
        'The best score is that of a single evaluation. The best search score in Results is a mean over the evaluations of one candidate, so the two can differ.',
        'The light bands contain the middle 50 % and the middle 80 % of the scores of a generation.',
        'The bands around the lines are ± one standard error.',
        noiseInWords(noise, view),
      ]}
    >
      {rows.length === 0 ? (
        <Nothing>No generation has a score yet.</Nothing>
      ) : (
        <>
          <Choice
            label="Score range:"
            options={[
              ['top', 'best scores'],
              ['all', 'all scores'],
            ]}
            chosen={height}
            choose={setHeight}
          />
          <PlotFigure label={inWords(rows, view)} options={options} />
          <Legend items={legendOf(hasBaseline)} />
          {height === 'top' && (
            <p class="note">The axis covers the best scores; worse scores are cut off.</p>
          )}
          <AsTable caption="Scores by generation" columns={columnsOf(view)} rows={rows} />
        </>
      )}
      {!hasBaseline && <NoBaseline command={baselineCommand} />}
    </Section>
  );
}

function leadOf(name: string, bias: string | null): string {
  const ofBest = bias === null ? '' : `; the best is ${bias}`;
  return `Best and mean ${name} per generation${ofBest}.`;
}

export function NoBaseline({ command }: { command: string | null }) {
  return (
    <p class="nothing">
      No baseline: this run has no random search to compare with.{' '}
      {command !== null && (
        <>
          To run one: <code>{command}</code>
        </>
      )}
    </p>
  );
}

function legendOf(hasBaseline: boolean): LegendItem[] {
  const ofBaseline: LegendItem[] = [
    {
      label: 'best score, random search ± SE',
      colour: BASELINE,
      shape: 'line',
    },
    { label: 'mean score, random search ± SE', colour: BASELINE, shape: 'dashes' },
  ];
  return [
    { label: 'best score, search ± SE', colour: SEARCH, shape: 'dot' },
    { label: 'mean score, search ± SE', colour: SEARCH, shape: 'dashes' },
    ...(hasBaseline ? ofBaseline : []),
    { label: 'middle 50 % and 80 % of the scores, search', colour: SEARCH, shape: 'band' },
  ];
}

type Edge = (row: GenerationRow) => number;

function optionsOf(
  rows: readonly GenerationRow[],
  { objective }: RunView,
  height: Height,
): Plot.PlotOptions {
  const ofMain = rows.filter(({ arm }) => arm === 'main');
  const ofBaseline = rows.filter(({ arm }) => arm === 'baseline');
  const x = (row: GenerationRow) => row.batch;
  const readings = rows.flatMap(({ best, mean, deciles }) => [best, mean, ...deciles]);
  const wanted = height === 'top' ? topOf(rows, objective) : allOf(rows);
  const y = chartAxis(quantityOf(objective), readings, { wanted });
  const near = withinReach(y.domain);
  const mean = (row: GenerationRow) => near(row.mean);
  const band = (of: readonly GenerationRow[], y1: Edge, y2: Edge, fillOpacity: number) => {
    const fill = of === ofMain ? SEARCH : BASELINE;
    const ends = {
      y1: (row: GenerationRow) => near(y1(row)),
      y2: (row: GenerationRow) => near(y2(row)),
    };
    return Plot.areaY(of, { x, ...ends, fill, fillOpacity, clip: true });
  };
  const aroundBest = (of: readonly GenerationRow[]) =>
    band(
      of,
      ({ best, bestError }) => best - bestError,
      ({ best, bestError }) => best + bestError,
      0.3,
    );
  const aroundMean = (of: readonly GenerationRow[]) =>
    band(
      of,
      ({ mean, meanError }) => mean - meanError,
      ({ mean, meanError }) => mean + meanError,
      0.25,
    );
  return {
    height: 340,
    x: { label: 'generation', ...chartAxis('count', rows.map(x), { count: 10 }) },
    y: { label: objectiveOnAxis(objective), grid: true, ...y },
    marks: [
      band(
        ofMain,
        (row) => row.deciles[0],
        (row) => row.deciles[1],
        0.1,
      ),
      band(
        ofMain,
        (row) => row.quartiles[0],
        (row) => row.quartiles[2],
        0.12,
      ),
      aroundMean(ofBaseline),
      aroundMean(ofMain),
      aroundBest(ofBaseline),
      aroundBest(ofMain),
      Plot.lineY(ofBaseline, {
        x,
        y: mean,
        stroke: BASELINE,
        strokeDasharray: '4 3',
        clip: true,
      }),
      Plot.lineY(ofBaseline, { x, y: 'best', stroke: BASELINE, strokeWidth: 2 }),
      Plot.lineY(ofMain, { x, y: mean, stroke: SEARCH, strokeDasharray: '4 3', clip: true }),
      Plot.lineY(ofMain, { x, y: 'best', stroke: SEARCH, strokeWidth: 2.5, marker: 'dot' }),
      Plot.tip(
        rows,
        Plot.pointer({ x, y: 'best', title: (row: GenerationRow) => tipOf(row, objective) }),
      ),
    ],
  };
}

/** Room for all bands. */
function allOf(rows: readonly GenerationRow[]) {
  const edges = rows.flatMap(({ best, bestError, mean, meanError, deciles, arm }) => [
    ...[best - bestError, best + bestError, mean - meanError, mean + meanError],
    ...(arm === 'main' ? deciles : []),
  ]);
  return rangeOf(edges);
}

/** Room for the best of each arm with its band, and a third as much again on the side of the worse. */
function topOf(
  rows: readonly GenerationRow[],
  { direction }: RunView['objective'],
): [number, number] {
  const low = least(rows.map(({ best, bestError }) => best - bestError));
  const high = greatest(rows.map(({ best, bestError }) => best + bestError));
  const room = (high - low) / 3 || Math.abs(high) / 100 || 1;
  return direction === 'maximize' ? [low - room, high] : [low, high + room];
}

function tipOf(row: GenerationRow, objective: RunView['objective']): string {
  return [
    `generation ${row.batch}, ${armInWords(row.arm)}`,
    `best score ${valueWithError(row.best, row.bestError || null, objective)}`,
    `mean score ${valueWithError(row.mean, row.meanError || null, objective)}`,
    `median score ${value(row.quartiles[1], objective)}`,
    countOf(row.readings, 'evaluation'),
  ].join('\n');
}

function columnsOf({ objective, page }: RunView): Column<GenerationRow>[] {
  const isNumber = true;
  return [
    { head: 'generation', cell: ({ batch }) => batch, isNumber },
    ...armColumn<GenerationRow>(page.head.hasBaseline),
    { head: 'scores', cell: ({ readings }) => count(readings), isNumber },
    { head: 'best score', cell: ({ best }) => value(best, objective), isNumber },
    { head: 'SE of best', cell: ({ bestError }) => knownError(bestError, objective), isNumber },
    { head: 'mean score', cell: ({ mean }) => value(mean, objective), isNumber },
    { head: 'SE of mean', cell: ({ meanError }) => knownError(meanError, objective), isNumber },
    { head: 'median score', cell: ({ quartiles }) => value(quartiles[1], objective), isNumber },
  ];
}

function inWords(rows: readonly GenerationRow[], { objective }: RunView): string {
  const last = rows.findLast(({ arm }) => arm === 'main');
  const first = rows.find(({ arm }) => arm === 'main');
  if (first === undefined || last === undefined) return 'No score yet.';
  return (
    `${objective.name} by generation. Best score: from ${value(first.best, objective)} in generation ${first.batch} ` +
    `to ${value(last.best, objective)} in generation ${last.batch}. Mean score: from ` +
    `${value(first.mean, objective)} to ${value(last.mean, objective)}.`
  );
}
