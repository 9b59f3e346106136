// Whether the search's readings held: the finalists as the search read them, read afresh, and retrained.
import { useMemo, useState } from 'preact/hooks';
import { type FinalistRow, finalists, type StageReading } from '../../analysis/finalists.ts';
import { noiseOf } from '../../analysis/noise.ts';
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
  const { hasBaseline } = page.head;
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
      title="Did the search’s readings hold?"
      isWide
      lead={
        <>
          Finalists were chosen for high readings, which are partly luck; read afresh with other
          seeds, they fall back to what they are. {budgetsInWords(rows)} Finalists are all good, and
          in so narrow a choice a rank correlation is lower than it would be among all genomes.
        </>
      }
    >
      {rows.length === 0 ? (
        <Nothing>
          No finalist has been read afresh
          {page.head.isFinished ? ': this run had no finish.' : ' yet.'}
        </Nothing>
      ) : (
        <>
          <Choice
            label="Search fitness against:"
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
                label: 'finalist of the search ± standard error',
                colour: 'var(--search)',
                shape: 'dot',
              },
              ...(hasBaseline
                ? ([
                    {
                      label: 'finalist of random search ± standard error',
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

function Finalists({ rows, view: { objective } }: { rows: readonly FinalistRow[]; view: RunView }) {
  const { selected, select } = useSelection();
  const isNumber = true;
  const cell = (reading: StageReading | null) =>
    reading === null
      ? '–'
      : `${valueWithError(reading.mean, reading.error, objective)} (n = ${reading.replicates})`;
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
    { head: 'arm', cell: ({ arm }) => (arm === 'main' ? 'search' : 'random search') },
    { head: STAGE_WORDS.search, cell: ({ search }) => cell(search), isNumber },
    { head: STAGE_WORDS.reranked, cell: ({ reranked }) => cell(reranked), isNumber },
    { head: STAGE_WORDS.retrained, cell: ({ retrained }) => cell(retrained), isNumber },
  ];
  return <NumbersTable caption="Finalists, stage by stage" columns={columns} rows={rows} />;
}

function budgetsInWords(rows: readonly FinalistRow[]): string {
  const first = rows.find(({ reranked }) => reranked !== null);
  if (first === undefined) return '';
  const retrained = rows.find((row) => row.retrained !== null)?.retrained;
  const budgets =
    `The search read after ${count(first.search.examples)} examples, the re-ranking after ${count(first.reranked?.examples ?? 0)}` +
    (retrained ? `, the retraining after ${count(retrained.examples)}.` : '.');
  return first.search.examples === first.reranked?.examples
    ? budgets
    : `${budgets} With other budgets a difference is that of the budget too: compare the order, not the height.`;
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
  return `Search fitness and ${STAGE_WORDS[stage]} ${objective.name}: ${pairs.join('; ') || 'nothing yet'}.`;
}

function slopesInWords(rows: readonly FinalistRow[], { objective }: RunView): string {
  return `${objective.name} of ${rows.length} finalists in the search, re-ranked and retrained; the numbers are in the table of finalists.`;
}
