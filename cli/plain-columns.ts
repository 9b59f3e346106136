// Rows of text as columns on a terminal.
import { greatest } from '../shared/kernel/long-lists.ts';

/** One line per row; two spaces separate the columns. */
export function plainColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = Array.from({ length: greatest(rows.map((row) => row.length)) }, (_, column) =>
    greatest(rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
