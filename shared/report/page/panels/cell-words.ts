// Heads and cells of the table of candidates as a person reads them; a downloaded file keeps the names and numbers.
import type { Cell } from '../../analysis/evaluation-cells.ts';
import { armInWords } from '../arm-words.ts';
import { flops, gene, seconds, usd } from '../words.ts';

const HEADS: Readonly<Record<string, string>> = {
  candidateId: 'candidate',
  dispatch: 'result',
  operators: 'mutations',
  loss: 'training loss',
  examplesSeen: 'examples seen',
  trainFlops: 'training FLOPs',
  setupMs: 'setup time',
  trainMs: 'training time',
  evalMs: 'scoring time',
  usd: 'cost',
};

const DISPATCHES: Readonly<Record<string, string>> = {
  train: 'trained',
  known: 'cached',
  censored: 'excluded by a cap',
};

export function headOf(column: string): string {
  return HEADS[column] ?? column.replace(/^objective\./, '');
}

/** @param cell of a column that is no objective */
export function cellInWords(column: string, cell: Cell): string {
  if (cell === null) return '';
  if (column === 'dispatch') return DISPATCHES[String(cell)] ?? String(cell);
  if (column === 'arm') return armInWords(cell === 'main' ? 'main' : 'baseline');
  if (typeof cell !== 'number') return String(cell);
  if (column.endsWith('Ms')) return seconds(cell / 1000);
  if (column.endsWith('Flops')) return flops(cell);
  return column === 'usd' ? usd(cell) : gene(cell);
}
