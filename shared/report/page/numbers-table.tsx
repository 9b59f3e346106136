// A chart's numbers as a table: for who does not see the chart, and for paper.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Scroll } from './scroll.tsx';
import { TableHead } from './table-head.tsx';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Set flush right. */
  readonly isNumber?: boolean;
}

export function NumbersTable<Row>({
  caption,
  columns,
  rows,
}: {
  /** For who hears the table. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}) {
  const classOf = ({ isNumber }: Column<Row>) => (isNumber ? 'number' : undefined);
  return (
    <Scroll label={caption}>
      <table>
        <TableHead
          columns={[...columns.map(({ head, isNumber }) => (isNumber ? { number: head } : head))]}
        />
        <tbody>
          {rows.map((row, place) => (
            <tr key={place}>
              {columns.map((column) => (
                <td key={column.head} class={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The same behind a line that opens it; made only when it is opened. */
export function AsTable<Row>(table: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="as-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Show as table</summary>
      {isOpen && <NumbersTable {...table} />}
    </details>
  );
}
