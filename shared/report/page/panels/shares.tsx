// The outcomes of the planned evaluations: completed, cached, diverged, censored, failed.
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
import type { Arm, RunPage } from '../../page-data.ts';
import { armColumn, armInWords } from '../arm-words.ts';
import { Legend } from '../legend.tsx';
import { AsTable, type Column, NumbersTable } from '../numbers-table.tsx';
import { Nothing, Section } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import type { RunView } from '../run-view.ts';
import { stageInWords } from '../stage-in-words.ts';
import { count, countOf, share } from '../words.ts';

const COLOURS: Readonly<Record<Outcome, string>> = {
  completed: 'var(--champion)',
  cached: 'var(--line)',
  diverged: 'var(--baseline)',
  censored: 'var(--mark)',
  failed: 'var(--bad)',
  running: 'var(--quiet)',
};

export function Shares({ view }: { view: RunView }) {
  const { page } = view;
  const { evaluations, head } = page;
  const counted = useMemo(() => outcomes(evaluations), [evaluations]);
  const options = useMemo(() => optionsOf(counted, page), [counted, page]);
  const arms: readonly Arm[] = head.hasBaseline ? ['main', 'baseline'] : ['main'];
  const totals = arms.map((arm) => ({ arm, ...totalOutcomes(counted, arm) }));
  const present = OUTCOMES.filter((outcome) => totals.some(({ counts }) => counts[outcome] > 0));
  const perBatch: Column<OutcomeCounts>[] = [
    { head: 'stage', cell: ({ batch }) => stageInWords(page, batch) },
    ...armColumn<OutcomeCounts>(head.hasBaseline),
    { head: 'planned', cell: ({ planned }) => count(planned), isNumber: true },
    ...present.map((outcome) => ({
      ...{ head: outcome, isNumber: true },
      cell: ({ counts }: OutcomeCounts) => count(counts[outcome]),
    })),
  ];
  return (
    <Section
      id="shares"
      title="Evaluation outcomes"
      lead={`Outcomes of the planned evaluations per generation${head.config.finalPhase === null ? '' : ' and per stage of the final phase'}.`}
      help={[
        `Cached: the result of an identical ${view.words.training} was reused at no cost.`,
        head.data.isThere
          ? 'Diverged: the loss became infinite or exceeded its limit. This is a property of the genome.'
          : 'Diverged: the function returned NaN or an infinite number.',
        `Censored: the evaluation timed out, or a cap excluded it. Failed: all attempts ended with ${head.data.isThere ? 'an infrastructure error' : 'an error of the function'}.`,
      ]}
      isWide
    >
      {counted.length === 0 ? (
        <Nothing>No evaluation is planned yet.</Nothing>
      ) : (
        <>
          <div class="side-by-side">
            <div>
              <PlotFigure label={totals.map(inWords).join(' ')} options={options} />
              <Legend
                items={present.map((label) => ({ label, colour: COLOURS[label], shape: 'square' }))}
              />
            </div>
            <NumbersTable
              caption="Totals by outcome"
              columns={[
                { head: 'outcome', cell: (outcome: Outcome) => outcome },
                ...totals.map(({ arm, planned, counts }) => ({
                  ...{ head: `${armInWords(arm)}, of ${count(planned)}`, isNumber: true },
                  cell: (outcome: Outcome) =>
                    `${count(counts[outcome])} (${share(planned === 0 ? 0 : counts[outcome] / planned)})`,
                })),
              ]}
              rows={OUTCOMES}
            />
          </div>
          <AsTable caption="Outcomes by generation" columns={perBatch} rows={counted} />
        </>
      )}
    </Section>
  );
}

/** Stages of the final phase follow the generations. */
function axisOf({ batches }: RunPage): string {
  return batches.some(({ phase }) => phase === 'final')
    ? 'generation, then final phase'
    : 'generation';
}

/** Stages of the final phase by name, generations by number. */
function stageAxis(page: RunPage, batches: readonly number[]) {
  const axis = chartAxis('count', batches, { count: 10 });
  const finishing = batches.filter((batch) => page.batches[batch]?.phase === 'final');
  const ticks = [
    ...axis.ticks.filter((tick) => page.batches[tick]?.phase !== 'final'),
    ...finishing,
  ];
  const tickFormat = (tick: number) =>
    finishing.includes(tick) ? stageInWords(page, tick) : axis.tickFormat(tick);
  return { ticks: [...new Set(ticks)], tickFormat };
}

function optionsOf(counted: readonly OutcomeCounts[], page: RunPage): Plot.PlotOptions {
  const { hasBaseline } = page.head;
  const bars = counted.flatMap(({ arm, batch, counts }) => {
    let before = 0;
    return OUTCOMES.flatMap((outcome) => {
      const from = before;
      before += counts[outcome];
      const words = `${stageInWords(page, batch)}, ${armInWords(arm)}\n${outcome}: ${count(counts[outcome])}`;
      return from === before
        ? []
        : { arm: armInWords(arm), batch, outcome, from, to: before, words };
    });
  });
  type Bar = (typeof bars)[number];
  const batches = counted.map(({ batch }) => batch);
  const domain = [least(batches) - 0.5, greatest(batches) + 0.5];
  return {
    height: hasBaseline ? 300 : 220,
    x: { label: axisOf(page), ...stageAxis(page, batches), domain },
    y: {
      ...{ label: 'evaluations', grid: true },
      ...chartAxis('count', [0, ...bars.map(({ to }) => to)], { count: 4 }),
    },
    ...(hasBaseline ? { fy: { label: null, domain: ['search', 'random search'] } } : {}),
    marginRight: hasBaseline ? 90 : 16,
    marks: [
      Plot.rect(bars, {
        x1: ({ batch }: Bar) => batch - 0.42,
        x2: ({ batch }: Bar) => batch + 0.42,
        ...{ y1: 'from', y2: 'to', fill: ({ outcome }: Bar) => COLOURS[outcome] },
        ...(hasBaseline ? { fy: 'arm' } : {}),
      }),
      Plot.tip(
        bars,
        Plot.pointer({
          x: ({ batch }: Bar) => batch,
          ...{ y: ({ from, to }: Bar) => (from + to) / 2, title: 'words' },
          ...(hasBaseline ? { fy: 'arm' } : {}),
        }),
      ),
    ],
    color: { type: 'identity' },
  };
}

function inWords({
  arm,
  planned,
  counts,
}: Pick<OutcomeCounts, 'arm' | 'planned' | 'counts'>): string {
  const parts = OUTCOMES.filter((outcome) => counts[outcome] > 0).map(
    (outcome) => `${count(counts[outcome])} ${outcome}`,
  );
  return `Outcomes of ${countOf(planned, 'evaluation')}, ${armInWords(arm)}: ${parts.join(', ') || 'none'}.`;
}
