// Every evaluation in a table, to be filtered, sorted and downloaded.
import { useMemo, useRef, useState } from 'preact/hooks';
import {
  type CellRow,
  cellRows,
  columnsOf,
  csvOf,
  type Filter,
  filtered,
  jsonOf,
  type Sorting,
  sorted,
} from '../../analysis/evaluation-cells.ts';
import { objectiveColumn } from '../../table-columns.ts';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { useSeen } from '../use-seen.ts';
import { count } from '../words.ts';
import { CellTable } from './cell-table.tsx';
import { cellInWords, headOf } from './cell-words.ts';
import { download } from './download.ts';

const PAGE = 50;
/** Chosen by a list of what occurs. */
const CHOSEN = ['phase', 'label', 'arm', 'dispatch', 'status'] as const;
/** Shown as long as a person does not ask for all. */
const SHOWN = ['label', 'arm', 'candidateId', 'parents', 'operators', 'parameters', 'status'];

export function EvaluationsPanel({ view }: { view: RunView }) {
  const place = useRef<HTMLDivElement>(null);
  const isSeen = useSeen(place);
  return (
    <Section
      id="evaluations"
      title="All candidates"
      lead="One row per planned evaluation of each candidate."
      help={[
        'Times and FLOPs are listed only where a network was trained, not for cached results.',
        'A downloaded file contains the filtered rows with all columns, with the column names of evolambda export.',
      ]}
      isWide
    >
      <div ref={place}>
        {view.page.evaluations.length === 0 ? (
          <Nothing>No evaluation is planned yet.</Nothing>
        ) : (
          isSeen && <Evaluations view={view} />
        )}
      </div>
    </Section>
  );
}

function Evaluations({ view }: { view: RunView }) {
  const { page } = view;
  const [filter, setFilter] = useState<Filter>({ text: '', equal: {} });
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [number, setNumber] = useState(0);
  const [isWhole, setWhole] = useState(false);
  const all = useMemo(() => cellRows(page), [page]);
  const columns = useMemo(() => columnsOf(all), [all]);
  const ordered = useMemo(() => (sorting === null ? all : sorted(all, sorting)), [all, sorting]);
  const rows = useMemo(() => filtered(ordered, filter), [ordered, filter]);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const current = Math.min(number, pages - 1);
  const hasSize = useMemo(() => all.some(({ cells }) => cells.parameters !== null), [all]);
  const { hasBaseline } = page.head;
  const hidden = [...(hasSize ? [] : ['parameters']), ...(hasBaseline ? [] : ['arm'])];
  const shown = SHOWN.filter((column) => !hidden.includes(column));
  const objectives = useMemo(
    () => new Map(page.head.objectives.map((one) => [objectiveColumn(one.name), one])),
    [page],
  );
  const few = [...shown, ...objectives.keys(), 'loss', 'trainMs'];
  const ask = (change: Filter) => {
    setFilter(change);
    setNumber(0);
  };
  const equal = (column: string, chosen: string) => {
    const { [column]: _, ...rest } = filter.equal;
    ask({ ...filter, equal: chosen === '' ? rest : { ...rest, [column]: chosen } });
  };
  return (
    <>
      <div class="controls">
        <label>
          Filter{' '}
          <input
            type="search"
            value={filter.text}
            placeholder="text in any column"
            onInput={({ currentTarget }) => ask({ ...filter, text: currentTarget.value })}
          />
        </label>
        {CHOSEN.filter((column) => !hidden.includes(column)).map((column) => (
          <Choice
            key={column}
            column={column}
            rows={all}
            chosen={filter.equal[column] ?? ''}
            choose={(chosen) => equal(column, chosen)}
          />
        ))}
        <label>
          <input
            type="checkbox"
            checked={isWhole}
            onChange={({ currentTarget }) => setWhole(currentTarget.checked)}
          />{' '}
          All columns
        </label>
        <button
          type="button"
          onClick={() => download('evaluations.csv', 'text/csv', csvOf(rows, columns))}
        >
          Download CSV
        </button>
        <button
          type="button"
          onClick={() => download('evaluations.json', 'application/json', jsonOf(rows, columns))}
        >
          Download JSON
        </button>
      </div>
      <p class="said" role="status">
        {count(rows.length)} of {count(all.length)} evaluations, page {count(current + 1)} of{' '}
        {count(pages)}
      </p>
      <CellTable
        rows={rows.slice(current * PAGE, (current + 1) * PAGE)}
        columns={isWhole ? columns : columns.filter((column) => few.includes(column))}
        {...{ page, objectives, sorting, setSorting }}
      />
      <div class="controls">
        <button type="button" disabled={current === 0} onClick={() => setNumber(current - 1)}>
          Previous page
        </button>
        <button
          type="button"
          disabled={current === pages - 1}
          onClick={() => setNumber(current + 1)}
        >
          Next page
        </button>
      </div>
    </>
  );
}

function Choice({
  column,
  rows,
  chosen,
  choose,
}: {
  column: string;
  rows: readonly CellRow[];
  chosen: string;
  choose: (value: string) => void;
}) {
  const values = useMemo(
    () => [...new Set(rows.map(({ cells }) => String(cells[column] ?? '')))].filter(Boolean),
    [rows, column],
  );
  return (
    <label>
      {headOf(column)}{' '}
      <select value={chosen} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value="">all</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {cellInWords(column, value)}
          </option>
        ))}
      </select>
    </label>
  );
}
