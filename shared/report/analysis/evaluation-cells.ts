// Every evaluation of a page as a flat row, under the names of evaluations-table.ts as far as a page has them, for
// a table that is filtered and sorted, and as the text of a file. Imports nothing of Node.
import { type GeneCell, genesOf } from '../genes.ts';

import type { EvaluationRow, RunPage } from '../page-data.ts';
import { csvCell, geneColumns, objectiveColumn } from '../table-columns.ts';
import { changeInWords } from './change-in-words.ts';

export type Cell = GeneCell | null;

export interface CellRow {
  readonly index: number;
  readonly candidateId: string;
  readonly cells: Readonly<Record<string, Cell>>;
  /** All cells in small letters, to be searched. */
  readonly text: string;
}

export interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
}

export interface Filter {
  readonly text: string;
  /** Cells that must be just so, by column. */
  readonly equal: Readonly<Record<string, string>>;
}

export function cellRows(page: RunPage): CellRow[] {
  const genes = new Map(
    Object.entries(page.genomes).map(([hash, { genome }]) => [hash, geneColumns(genesOf(genome))]),
  );
  return page.evaluations.map((row) => {
    const cells = { ...cellsOf(row, page), ...genes.get(row.genomeHash) };
    const text = Object.values(cells).join('\n').toLowerCase();
    return { index: row.index, candidateId: row.candidateId, cells, text };
  });
}

/** All names of columns, in the order of their first row. */
export function columnsOf(rows: readonly CellRow[]): string[] {
  return [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))];
}

export function filtered(rows: readonly CellRow[], { text, equal }: Filter): CellRow[] {
  const words = text.toLowerCase().split(/\s+/);
  const wanted = Object.entries(equal);
  return rows.filter(
    (row) =>
      words.every((word) => row.text.includes(word)) &&
      wanted.every(([column, value]) => String(row.cells[column] ?? '') === value),
  );
}

/** Empty cells last, whichever way; equal ones in the ledger's order. */
export function sorted(rows: readonly CellRow[], { column, isDescending }: Sorting): CellRow[] {
  const sign = isDescending ? -1 : 1;
  const { compare } = new Intl.Collator('en', { numeric: true });
  return [...rows].sort((a, b) => {
    const [left, right] = [a.cells[column] ?? null, b.cells[column] ?? null];
    if (left === null || right === null) {
      return Number(left === null) - Number(right === null) || a.index - b.index;
    }
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : compare(String(left), String(right));
    return sign * order || a.index - b.index;
  });
}

/** @see RFC 4180; a cell that a table program could take for a formula is quoted like any text, and not changed */
export function csvOf(rows: readonly CellRow[], columns: readonly string[]): string {
  const lines = [
    columns,
    ...rows.map(({ cells }) => columns.map((name) => csvCell(name, cells[name] ?? null) ?? '')),
  ];
  return lines.map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
}

export function jsonOf(rows: readonly CellRow[], columns: readonly string[]): string {
  const lines = rows.map(({ cells }) =>
    JSON.stringify(Object.fromEntries(columns.map((name) => [name, cells[name] ?? null]))),
  );
  return `[\n${lines.join(',\n')}\n]\n`;
}

function quoted(cell: Cell): string {
  const text = String(cell);
  return /[",\r\n]|^[=+\-@\t]/.test(text) && typeof cell !== 'number'
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}

function cellsOf(row: EvaluationRow, page: RunPage): Record<string, Cell> {
  const [asked, outcome] = [askedOf(row, page), outcomeOf(row, page)];
  const scores = page.head.objectives.map(({ name }, place): [string, Cell] => [
    objectiveColumn(name),
    row.values[place] ?? null,
  ]);
  return { ...asked, ...Object.fromEntries(scores), ...outcome };
}

function askedOf(row: EvaluationRow, { batches, genomes }: RunPage): Record<string, Cell> {
  return {
    generation: row.batch,
    phase: batches[row.batch]?.phase ?? null,
    label: batches[row.batch]?.label ?? null,
    arm: row.arm,
    candidateId: row.candidateId,
    replicate: row.replicate,
    parents: row.parents.join(' '),
    operators: row.changes.map((change) => changeInWords(change)).join('; '),
    genomeHash: row.genomeHash,
    dispatch: row.dispatch,
    examples: row.examples,
    parameters: genomes[row.genomeHash]?.parameters ?? null,
    status: row.status,
  };
}

function outcomeOf(
  { loss, training, genomeHash }: EvaluationRow,
  { genomes }: RunPage,
): Record<string, Cell> {
  return {
    loss,
    examplesSeen: training?.examplesSeen ?? null,
    trainFlops: training?.trainFlops ?? null,
    setupMs: training?.setupMs ?? null,
    trainMs: training?.trainMs ?? null,
    evalMs: training?.evalMs ?? null,
    startedAt: training?.startedAt ?? null,
    finishedAt: training?.finishedAt ?? null,
    attempt: training?.attempt ?? null,
    worker: training?.worker ?? null,
    usd: training?.usd ?? null,
    kind: genomes[genomeHash]?.genome.kind ?? null,
  };
}
