// A page of rows whose headers sort, and whose candidates can be selected.

import type { Objective } from '../../../contracts/objective.ts';
import type { Cell, CellRow, Sorting } from '../../analysis/evaluation-cells.ts';
import type { RunPage } from '../../page-data.ts';
import { CandidateButton } from '../candidate-button.tsx';
import { Scroll } from '../scroll.tsx';
import { value } from '../words.ts';
import { cellInWords, headOf } from './cell-words.ts';
import { mutationInWords } from './edge-in-words.ts';

export function CellTable({
  page,
  rows,
  columns,
  objectives,
  sorting,
  setSorting,
}: {
  page: RunPage;
  rows: readonly CellRow[];
  columns: readonly string[];
  /** By their columns, whose values are printed as declared. */
  objectives: ReadonlyMap<string, Objective>;
  sorting: Sorting | null;
  setSorting: (sorting: Sorting | null) => void;
}) {
  const words = (column: string, cell: Cell, index: number) => {
    const objective = objectives.get(column);
    if (objective !== undefined) return typeof cell === 'number' ? value(cell, objective) : '';
    return column === 'operators'
      ? (page.evaluations[index]?.changes ?? []).map(mutationInWords).join('; ')
      : cellInWords(column, cell);
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
                  {headOf(column)}
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
                  title={words(column, cells[column] ?? null, index)}
                >
                  {column === 'candidateId' ? (
                    <CandidateButton candidateId={candidateId} />
                  ) : (
                    words(column, cells[column] ?? null, index)
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
