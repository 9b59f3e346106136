// A page of rows whose headers sort, and whose candidates can be selected.
import { geneInWords } from '../../analysis/change-in-words.ts';
import type { Cell, CellRow, Sorting } from '../../analysis/evaluation-cells.ts';
import type { PrintedObjective } from '../../percent.ts';
import { CandidateButton } from '../candidate-button.tsx';
import { Scroll } from '../scroll.tsx';
import { count, value } from '../words.ts';

export function CellTable({
  rows,
  columns,
  objectives,
  sorting,
  setSorting,
}: {
  rows: readonly CellRow[];
  columns: readonly string[];
  /** By their columns, whose values are printed as declared. */
  objectives: ReadonlyMap<string, PrintedObjective>;
  sorting: Sorting | null;
  setSorting: (sorting: Sorting | null) => void;
}) {
  const words = (column: string, cell: Cell) => {
    const objective = objectives.get(column);
    return objective && typeof cell === 'number' ? value(cell, objective) : inWords(cell);
  };
  return (
    <Scroll label="Table of evaluations">
      <table class="cells">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" aria-sort={orderOf(column, sorting)}>
                <button
                  type="button"
                  class="head"
                  onClick={() => setSorting(afterClick(column, sorting))}
                >
                  {column}
                  <span aria-hidden="true">{ARROWS[orderOf(column, sorting)]}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ index, candidateId, cells }) => (
            <tr key={index}>
              {columns.map((column) => (
                <td
                  key={column}
                  class={typeof cells[column] === 'number' ? 'number' : undefined}
                  title={words(column, cells[column] ?? null)}
                >
                  {column === 'candidateId' ? (
                    <CandidateButton candidateId={candidateId} />
                  ) : (
                    words(column, cells[column] ?? null)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

type Order = 'none' | 'ascending' | 'descending';

const ARROWS: Readonly<Record<Order, string>> = { none: '', ascending: ' ▲', descending: ' ▼' };

function orderOf(column: string, sorting: Sorting | null): Order {
  if (sorting?.column !== column) return 'none';
  return sorting.isDescending ? 'descending' : 'ascending';
}

/** Ascending, descending, and as the ledger has them. */
function afterClick(column: string, sorting: Sorting | null): Sorting | null {
  switch (orderOf(column, sorting)) {
    case 'none':
      return { column, isDescending: false };
    case 'ascending':
      return { column, isDescending: true };
    case 'descending':
      return null;
  }
}

function inWords(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'number') return String(cell);
  return Number.isInteger(cell) ? count(cell) : geneInWords(cell);
}
