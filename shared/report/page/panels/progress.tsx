// Best, mean and spread of each generation, with random search beside it.
import * as Plot from '@observablehq/plot';
import { useMemo } from 'preact/hooks';
import { type GenerationRow, generations } from '../../analysis/generations.ts';
import { Nothing, Section } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import type { RunView } from '../run-view.ts';
import { value } from '../words.ts';

const SEARCH = 'var(--search)';
const BASELINE = 'var(--baseline)';

export function Progress({ view }: { view: RunView }) {
  const { search, objective } = view;
  const rows = useMemo(() => generations(search, objective), [search, objective]);
  const options = useMemo(() => optionsOf(rows, view), [rows, view]);
  return (
    <Section
      id="progress"
      title="Generation by generation"
      lead={`Best and mean ${objective.name} of each population; the dark band is the mean ± its standard error, the light bands hold the middle half and the middle four fifths.`}
    >
      {rows.length === 0 ? (
        <Nothing>No generation has a reading yet.</Nothing>
      ) : (
        <PlotFigure label={inWords(rows, view)} options={options} />
      )}
      {!view.page.head.hasBaseline && <NoBaseline command={view.page.head.baselineCommand} />}
    </Section>
  );
}

export function NoBaseline({ command }: { command: string | null }) {
  return (
    <p class="nothing">
      No baseline run: how much of this a random search finds is not known.{' '}
      {command !== null && (
        <>
          With it: <code>{command}</code>
        </>
      )}
    </p>
  );
}

function optionsOf(rows: readonly GenerationRow[], { objective, page }: RunView): Plot.PlotOptions {
  const ofMain = rows.filter(({ arm }) => arm === 'main');
  const ofBaseline = rows.filter(({ arm }) => arm === 'baseline');
  const x = (row: GenerationRow) => row.batch + 1;
  const band = (
    low: (row: GenerationRow) => number,
    high: (row: GenerationRow) => number,
    opacity: number,
  ) => Plot.areaY(ofMain, { x, y1: low, y2: high, fill: SEARCH, fillOpacity: opacity });
  return {
    height: 320,
    x: { label: 'generation', ticks: Math.min(page.batches.length, 12), tickFormat: 'd' },
    y: { label: objective.name, grid: true, tickFormat: (tick: number) => value(tick, objective) },
    marks: [
      band(
        (row) => row.deciles[0],
        (row) => row.deciles[1],
        0.12,
      ),
      band(
        (row) => row.quartiles[0],
        (row) => row.quartiles[2],
        0.15,
      ),
      band(
        (row) => row.mean - row.meanError,
        (row) => row.mean + row.meanError,
        0.35,
      ),
      Plot.lineY(ofBaseline, { x, y: 'mean', stroke: BASELINE, strokeDasharray: '4 3' }),
      Plot.lineY(ofBaseline, { x, y: 'best', stroke: BASELINE, strokeWidth: 2 }),
      Plot.lineY(ofMain, { x, y: 'mean', stroke: SEARCH, strokeDasharray: '4 3' }),
      Plot.lineY(ofMain, { x, y: 'best', stroke: SEARCH, strokeWidth: 2.5, marker: 'dot' }),
      Plot.tip(
        rows,
        Plot.pointer({ x, y: 'best', title: (row: GenerationRow) => tipOf(row, objective) }),
      ),
    ],
  };
}

function tipOf(row: GenerationRow, objective: RunView['objective']): string {
  const whose = row.arm === 'main' ? 'search' : 'random search';
  return [
    `generation ${row.batch + 1}, ${whose}`,
    `best ${value(row.best, objective)}`,
    `mean ${value(row.mean, objective)} ± ${value(row.meanError, objective)}`,
    `median ${value(row.quartiles[1], objective)}`,
    `${row.readings} readings`,
  ].join('\n');
}

function inWords(rows: readonly GenerationRow[], { objective }: RunView): string {
  const last = rows.findLast(({ arm }) => arm === 'main');
  const first = rows.find(({ arm }) => arm === 'main');
  if (first === undefined || last === undefined) return 'No reading yet.';
  return (
    `${objective.name} by generation. Best went from ${value(first.best, objective)} in generation ${first.batch + 1} ` +
    `to ${value(last.best, objective)} in generation ${last.batch + 1}, the mean from ` +
    `${value(first.mean, objective)} to ${value(last.mean, objective)}.`
  );
}
