// The exported table of a library search, whose user names genes and objectives and chooses their values.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportCommand } from '../../cli/commands/export.ts';
import { defineSpace, evolve } from '../../cli/library/index.ts';
import { csvOf } from '../../shared/report/analysis/evaluation-cells.ts';
import { csvCell } from '../../shared/report/table-columns.ts';

const TEXTS = ['', ' ', 'None', 'NA', 'N/A', 'nan', 'null', 'inf', '1', '01', '1e3', 'true', '"a"'];
const PLAIN = ['relu', 'a, b', 'say "x"', '=1+1', 'naïve', '3x3', 'nano'];
const VALUES = [...TEXTS, ...PLAIN, 'line\nbreak', 1, true];

const space = defineSpace({
  generation: { type: 'integer', min: 16, max: 64 },
  loss: { type: 'categorical', values: VALUES },
  onlyOfOne: {
    type: 'categorical',
    values: ['', 'None'],
    when: { gene: 'loss', in: ['relu', 'NA', 1, true, '', 'None', '1', 'true', 'nan', 'null'] },
  },
});

async function exported(format: '--csv' | '--jsonl'): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'evolambda-table-'));
  await evolve({
    ...{ space, deterministic: true },
    objectives: [{ name: 'loss', direction: 'minimize' }],
    strategy: { name: 'random', population: 120, generations: 1 },
    evaluate: ({ generation }) => ({ loss: generation / 7 }),
    store: join(directory, 'journal.jsonl'),
  }).finished();
  const out = join(directory, 'table');
  expect(await exportCommand.run([directory, format, '--out', out], [])).toBe(0);
  return readFileSync(out, 'utf8');
}

/** RFC 4180: rows of cells, quotes taken away, and nothing made of what is in them. */
function cellsOf(text: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    lines.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === '\n') lines.push([]);
  }
  return lines.slice(0, -1);
}

describe('the exported table', () => {
  it('keeps a gene named generation and an objective named loss apart from the columns of every run', async () => {
    const rows = (await exported('--jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(120);
    for (const row of rows) {
      expect(row.generation).toBe(0);
      expect(row.loss).toBeNull();
      expect(row['objective.loss']).toBeCloseTo(row['gene.generation'] / 7, 12);
      expect(VALUES).toContain(row['gene.loss']);
    }
  });

  it('gives each text of a gene back, and is empty for a gene that the genome does not have', async () => {
    const json = (await exported('--jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [header, ...lines] = cellsOf(await exported('--csv'));
    expect(lines).toHaveLength(json.length);
    const seen = new Set<unknown>();
    for (const gene of ['gene.loss', 'gene.onlyOfOne']) {
      const place = header!.indexOf(gene);
      for (const [index, line] of lines.entries()) {
        const cell = line[place]!;
        const value = json[index][gene] ?? null;
        seen.add(value);
        // As docs/exports.md reads it: what is no JSON is the text itself.
        const read = cell === '' ? null : asJson(cell);
        expect(read, `${gene} ${cell}`).toBe(value);
      }
    }
    for (const value of ['', 'None', '1', 1, 'true', true, null, 'line\nbreak', '=1+1'])
      expect(seen).toContain(value);
  });

  it('writes as JSON what a reader could take for nothing, a number or a truth value, and no other text', () => {
    for (const text of TEXTS) expect(csvCell('gene.x', text)).toBe(JSON.stringify(text));
    for (const text of PLAIN) expect(csvCell('gene.x', text)).toBe(text);
    expect([1, true, null].map((cell) => csvCell('gene.x', cell))).toEqual([1, true, null]);
    expect(csvCell('operators', '')).toBe('');
  });

  it('is the same in the file that the page gives', () => {
    const cells = { batch: 3, 'gene.batch': 'None', 'gene.kind': '', 'gene.none': null };
    const row = { index: 0, candidateId: 'g0-0', cells, text: '' };
    expect(csvOf([row], Object.keys(cells))).toBe(
      'batch,gene.batch,gene.kind,gene.none\r\n3,"""None""","""""",\r\n',
    );
  });
});

function asJson(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}
