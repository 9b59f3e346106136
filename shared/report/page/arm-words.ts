// The two arms of a run in words: the search, and the random search of --baseline.
import type { Arm } from '../page-data.ts';
import type { Column } from './numbers-table.tsx';

export function armInWords(arm: Arm): string {
  return arm === 'main' ? 'search' : 'random search';
}

/** The column of a table that names the arm; a run without a baseline has one arm and no such column. */
export function armColumn<Row extends { readonly arm: Arm }>(hasBaseline: boolean): Column<Row>[] {
  return hasBaseline ? [{ head: 'arm', cell: ({ arm }) => armInWords(arm) }] : [];
}
