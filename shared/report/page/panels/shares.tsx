// What became of the planned evaluations: trained, known already, diverged, censored, failed.
import * as Plot from '@observablehq/plot';
import { useMemo } from 'preact/hooks';
import { greatest, least } from '../../../kernel/long-lists.ts';
import { chartAxis } from '../../analysis/chart-axis.ts';
import {
  OUTCOMES,
  type Outcome,
  type OutcomeCounts,
  outcomes,
  totalOutcomes,
} from '../../analysis/outcomes.ts';
import type { Arm } from '../../page-data.ts';
import { percent } from '../../percent.ts';
import { Legend } from '../legend.tsx';
import { AsTable, type Column, NumbersTable } from '../numbers-table.tsx';
import { Nothing, Section } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import type { RunView } from '../run-view.ts';
import { count } from '../words.ts';

const COLOURS: Readonly<Record<Outcome, string>> = {
  completed: 'var(--champion)',
  'known already': 'var(--line)',
  diverged: 'var(--baseline)',
  censored: 'var(--mark)',
  failed: 'var(--bad)',
  'under way': 'var(--quiet)',
};

export function Shares({ view }: { view: RunView }) {
  const { evaluations, batches, head } = view.page;
  const counted = useMemo(() => outcomes(evaluations), [evaluations]);
  const options = useMemo(() => optionsOf(counted, head.hasBaseline), [counted, head.hasBaseline]);
  const arms: readonly Arm[] = head.hasBaseline ? ['main', 'baseline'] : ['main'];
  const totals = arms.map((arm) => ({ arm, ...totalOutcomes(counted, arm) }));
  const present = OUTCOMES.filter((outcome) => totals.some(({ counts }) => counts[outcome] > 0));
  const perBatch: Column<OutcomeCounts>[] = [
    { head: 'batch', cell: ({ batch }) => batches[batch]?.stage ?? batch + 1 },
    { head: 'arm', cell: ({ arm }) => armInWords(arm) },
    { head: 'planned', cell: ({ planned }) => count(planned), isNumber: true },
    ...present.map((outcome) => ({
      ...{ head: outcome, isNumber: true },
      cell: ({ counts }: OutcomeCounts) => count(counts[outcome]),
    })),
  ];
  return (
    <Section
      id="shares"
      title="What became of the evaluations"
      lead="Planned evaluations of each batch, the finish included. Known already: the same training had been asked for before, and cost nothing. Diverged: the loss ran away, a fact about the genome. Censored: out of time, or kept out by a cap. Failed: the machine’s fault, after all attempts."
    >
      {counted.length === 0 ? (
        <Nothing>No batch has been planned yet.</Nothing>
      ) : (
        <>
          <PlotFigure label={totals.map(inWords).join(' ')} options={options} />
          <Legend
            items={present.map((label) => ({ label, colour: COLOURS[label], shape: 'square' }))}
          />
          <NumbersTable
            caption="Totals of each arm"
            columns={[
              { head: 'outcome', cell: (outcome: Outcome) => outcome },
              ...totals.map(({ arm, planned, counts }) => ({
                ...{ head: `${armInWords(arm)}, of ${count(planned)}`, isNumber: true },
                cell: (outcome: Outcome) =>
                  `${count(counts[outcome])} (${percent(planned === 0 ? 0 : counts[outcome] / planned)})`,
              })),
            ]}
            rows={OUTCOMES}
          />
          <AsTable caption="Outcomes by batch" columns={perBatch} rows={counted} />
        </>
      )}
    </Section>
  );
}

function optionsOf(counted: readonly OutcomeCounts[], hasBaseline: boolean): Plot.PlotOptions {
  const bars = counted.flatMap(({ arm, batch, counts }) => {
    let before = 0;
    return OUTCOMES.flatMap((outcome) => {
      const from = before;
      before += counts[outcome];
      const words = `batch ${batch + 1}, ${armInWords(arm)}\n${outcome}: ${counts[outcome]}`;
      return from === before
        ? []
        : { arm: armInWords(arm), batch, outcome, from, to: before, words };
    });
  });
  type Bar = (typeof bars)[number];
  const batches = counted.map(({ batch }) => batch + 1);
  const wanted = [least(batches) - 0.5, greatest(batches) + 0.5] as const;
  return {
    height: hasBaseline ? 300 : 220,
    x: { label: 'batch', ...chartAxis('count', batches, { wanted, count: 10 }) },
    y: {
      ...{ label: 'evaluations', grid: true },
      ...chartAxis('count', [0, ...bars.map(({ to }) => to)], { count: 4 }),
    },
    ...(hasBaseline ? { fy: { label: null, domain: ['search', 'random search'] } } : {}),
    marginRight: hasBaseline ? 90 : 16,
    marks: [
      Plot.rect(bars, {
        x1: ({ batch }: Bar) => batch + 0.58,
        x2: ({ batch }: Bar) => batch + 1.42,
        ...{ y1: 'from', y2: 'to', fill: ({ outcome }: Bar) => COLOURS[outcome] },
        ...(hasBaseline ? { fy: 'arm' } : {}),
      }),
      Plot.tip(
        bars,
        Plot.pointer({
          x: ({ batch }: Bar) => batch + 1,
          ...{ y: ({ from, to }: Bar) => (from + to) / 2, title: 'words' },
          ...(hasBaseline ? { fy: 'arm' } : {}),
        }),
      ),
    ],
    color: { type: 'identity' },
  };
}

function armInWords(arm: Arm): string {
  return arm === 'main' ? 'search' : 'random search';
}

function inWords({
  arm,
  planned,
  counts,
}: Pick<OutcomeCounts, 'arm' | 'planned' | 'counts'>): string {
  const parts = OUTCOMES.filter((outcome) => counts[outcome] > 0).map(
    (outcome) => `${count(counts[outcome])} ${outcome}`,
  );
  return `Of ${count(planned)} evaluations of the ${armInWords(arm)}: ${parts.join(', ') || 'none'}.`;
}
