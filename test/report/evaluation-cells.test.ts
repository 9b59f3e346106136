// The page's table of evaluations: what it filters, how it sorts, what it writes into a file.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Cell,
  type CellRow,
  cellRows,
  columnsOf,
  csvOf,
  filtered,
  jsonOf,
  sorted,
} from '../../shared/report/analysis/evaluation-cells.ts';
import { syntheticPage } from '../browser/synthetic-page.ts';

const rows = cellRows(syntheticPage({ candidates: 60, generations: 3, seed: 1 }));

function rowsOf(...values: readonly Cell[]): CellRow[] {
  return values.map((one, index) => ({
    ...{ index, candidateId: `g${index}`, cells: { one }, text: String(one) },
  }));
}

/** A reader of RFC 4180, written from its grammar. */
function readCsv(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
  )) {
    line.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === '\r\n') {
      lines.push(line);
      line = [];
    }
  }
  return lines;
}

describe('evaluations as cells', () => {
  it('have the columns of the exported table, the genes by their places', () => {
    const columns = columnsOf(rows);
    expect(columns.slice(0, 5)).toEqual(['generation', 'phase', 'label', 'arm', 'candidateId']);
    expect(columns).toEqual(
      expect.arrayContaining(['objective.accuracy', 'trainFlops', 'gene.layers.0.units']),
    );
    expect(rows[0]!.cells).toMatchObject({
      ...{ generation: 0, phase: 'search', label: 'generation 0', arm: 'main' },
    });
  });

  it('are filtered by all words of a text, and by cells that must be just so', () => {
    const found = filtered(rows, { text: 'G1-1 ADAM', equal: { generation: '1' } });
    expect(found.length).toBeGreaterThan(0);
    for (const { text, cells } of found) {
      expect(text).toMatch(/g1-1/);
      expect(text).toMatch(/adam/);
      expect(cells.generation).toBe(1);
    }
    expect(filtered(rows, { text: '', equal: {} })).toHaveLength(60);
    expect(filtered(rows, { text: '', equal: { status: 'failed' } })).toEqual([]);
  });

  it('are sorted as numbers and as names with numbers, empty ones last either way', () => {
    const order = (values: readonly Cell[], isDescending: boolean) =>
      sorted(rowsOf(...values), { column: 'one', isDescending }).map(({ cells }) => cells.one);
    expect(order([10, null, 9, 2.5], false)).toEqual([2.5, 9, 10, null]);
    expect(order([10, null, 9, 2.5], true)).toEqual([10, 9, 2.5, null]);
    expect(order(['g10', 'g9', 'g1'], false)).toEqual(['g1', 'g9', 'g10']);
  });

  it('keep the order of the ledger among equals', () => {
    const order = sorted(rowsOf(1, 0, 1, 0), { column: 'one', isDescending: true });
    expect(order.map(({ index }) => index)).toEqual([0, 2, 1, 3]);
  });
});

describe('files of evaluations', () => {
  it('CSV gives back every cell unchanged, whatever it holds', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\r', '\n', '=', '-', '@', ' '),
    });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (cells) => {
        const written = csvOf(rowsOf(...cells), ['one']);
        expect(readCsv(written)).toEqual([['one'], ...cells.map((cell) => [cell])]);
      }),
    );
  });

  it('CSV writes numbers bare, an empty cell for none, and quotes what looks like a formula', () => {
    expect(csvOf(rowsOf(-1.5, null, '=1+1', true), ['one'])).toBe(
      'one\r\n-1.5\r\n\r\n"=1+1"\r\ntrue\r\n',
    );
  });

  it('JSON holds the same cells under their names', () => {
    const columns = columnsOf(rows);
    const read = JSON.parse(jsonOf(rows, columns));
    expect(read).toHaveLength(60);
    expect(read[7]).toMatchObject(rows[7]!.cells);
  });
});
