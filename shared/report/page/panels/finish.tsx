// The finalists' scores in the search, re-ranked with new seeds, and retrained.
import { useMemo, useState } from 'preact/hooks';
import { type FinalistRow, finalists, type StageReading } from '../../analysis/finalists.ts';
import { noiseOf } from '../../analysis/noise.ts';
import { selectionBias } from '../../selection-bias.ts';
import { armColumn } from '../arm-words.ts';
import { Choice } from '../choice.tsx';
import { Legend } from '../legend.tsx';
import { type Column, NumbersTable } from '../numbers-table.tsx';
import { Nothing, Section, useSelection } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import type { RunView } from '../run-view.ts';
import { count, value, valueWithError } from '../words.ts';
import { STAGE_WORDS, type Stage, scatterOf, slopesOf } from './finish-charts.ts';
import { FinishNumbers } from './finish-numbers.tsx';

export function Finish({ view }: { view: RunView }) {
  const { page, objective, search } = view;
  const { config, hasBaseline } = page.head;
  const rows = useMemo(() => finalists(page, objective), [page, objective]);
  const noise = useMemo(() => noiseOf(search), [search]);
  const [stage, setStage] = useState<Stage>('reranked');
  const scatter = useMemo(
    () => scatterOf(rows, stage, noise, objective),
    [rows, stage, noise, objective],
  );
  const slopes = useMemo(() => slopesOf(rows, objective), [rows, objective]);
  return (
    <Section
      id="finish"
      title="Search score and final score"
      isWide
      lead={leadOf(selectionBias(objective, config))}
      help={[
        'The search selects the finalists by their scores. Part of a good score is chance, so new evaluations with other seeds tend to be worse: regression to the mean.',
        ...budgetsInWords(rows),
        'All finalists are good, so their rank correlation is lower than that of all genomes.',
        'The interval of Spearman’s ρ uses Fisher’s z with the standard error of Bonett and Wright (2000). It needs at least four finalists and an imperfect order.',
      ]}
    >
      {rows.length === 0 ? (
        <Nothing>
          {page.head.isFinished
            ? 'No finalist was evaluated in a final phase.'
            : 'No finalist has a score of the final phase yet.'}
        </Nothing>
      ) : (
        <>
          <Choice
            label="Search score against:"
            options={[
              ['reranked', 're-ranked'],
              ['retrained', 'retrained'],
            ]}
            chosen={stage}
            choose={setStage}
          />
          <div class="side-by-side">
            <div>
              <PlotFigure label={scatterInWords(rows, stage, view)} options={scatter} />
            </div>
            <div>
              <PlotFigure label={slopesInWords(rows, view)} options={slopes} />
            </div>
          </div>
          <Legend
            items={[
              {
                label: 'finalist of the search ± SE',
                colour: 'var(--search)',
                shape: 'dot',
              },
              ...(hasBaseline
                ? ([
                    {
                      label: 'finalist of random search ± SE',
                      colour: 'var(--baseline)',
                      shape: 'hollow dot',
                    },
                  ] as const)
                : []),
              { label: 'champion', colour: 'var(--champion)', shape: 'line' },
            ]}
          />
          <FinishNumbers rows={rows} view={view} />
          <h3>Finalists</h3>
          <Finalists rows={rows} view={view} />
        </>
      )}
    </Section>
  );
}

function leadOf(bias: string | null): string {
  const ofSearch = bias === null ? '' : `, ${bias},`;
  return `Search score of each finalist${ofSearch} and its scores in the final phase.`;
}

function Finalists({ rows, view }: { rows: readonly FinalistRow[]; view: RunView }) {
  const { objective, page } = view;
  const { selected, select } = useSelection();
  const isNumber = true;
  const cell = (reading: StageReading | null) =>
    reading === null
      ? '–'
      : `${valueWithError(reading.mean, reading.error, objective)} (n = ${count(reading.replicates)})`;
  const columns: Column<FinalistRow>[] = [
    {
      head: 'candidate',
      cell: ({ candidateId, isChampion }) => (
        <>
          <button
            type="button"
            class="candidate"
            aria-pressed={selected === candidateId}
            onClick={() => select(candidateId)}
          >
            {candidateId}
          </button>
          {isChampion && ' champion'}
        </>
      ),
    },
    ...armColumn<FinalistRow>(page.head.hasBaseline),
    { head: 'search score ± SE', cell: ({ search }) => cell(search), isNumber },
    { head: `${STAGE_WORDS.reranked} ± SE`, cell: ({ reranked }) => cell(reranked), isNumber },
    { head: `${STAGE_WORDS.retrained} ± SE`, cell: ({ retrained }) => cell(retrained), isNumber },
  ];
  return <NumbersTable caption="Finalists by stage" columns={columns} rows={rows} />;
}

function budgetsInWords(rows: readonly FinalistRow[]): string[] {
  const first = rows.find(({ reranked }) => reranked !== null);
  if (first === undefined) return [];
  const retrained = rows.find((row) => row.retrained !== null)?.retrained;
  const budgets =
    `Training examples per evaluation: ${count(first.search.examples)} in the search, ${count(first.reranked?.examples ?? 0)} in the re-ranking` +
    (retrained ? `, ${count(retrained.examples)} in the retraining.` : '.');
  return first.search.examples === first.reranked?.examples
    ? [budgets]
    : [`${budgets} A longer training changes the scores: compare the order of the finalists.`];
}

function scatterInWords(
  rows: readonly FinalistRow[],
  stage: Stage,
  { objective }: RunView,
): string {
  const pairs = rows.flatMap((row) => {
    const after = row[stage];
    return after === null
      ? []
      : `${row.candidateId} ${value(row.search.mean, objective)} and ${value(after.mean, objective)}`;
  });
  return `Search score and ${STAGE_WORDS[stage]} ${objective.name}: ${pairs.join('; ') || 'none yet'}.`;
}

function slopesInWords(rows: readonly FinalistRow[], { objective }: RunView): string {
  return `${objective.name} of ${rows.length} finalists in the search, re-ranked and retrained; the numbers are in the table of finalists.`;
}
