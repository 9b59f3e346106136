// What a search of the library leaves in its store: to go on from, and to be exported.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCommand } from '../../cli/commands/export.ts';
import { defineSpace, evolve, fileStore, memoryStore } from '../../cli/library/index.ts';
import { evaluationRows } from '../../shared/report/evaluations-table.ts';
import { strategies } from '../../shared/search/registry.ts';
import { fold } from '../../shared/steps/run-state.ts';
import { evolambda } from '../cli/command-line.ts';
import { bowl, type Point, space, strategy } from './bowl.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-library-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a stored search', () => {
  it('named by a relative path lies where evolve() was called', async () => {
    const before = process.cwd();
    try {
      process.chdir(folder);
      const search = evolve({ space, evaluate: bowl, strategy, store: 'relative.jsonl' });
      process.chdir(before);
      await search.finished();
      expect(readFileSync(join(folder, 'relative.jsonl'), 'utf8')).toContain('"run-finished"');
    } finally {
      process.chdir(before);
    }
  });

  it('goes on from its store with the hash it would have had, and asks nothing twice', async () => {
    const whole = await evolve({ space, evaluate: bowl, strategy }).finished();
    const asked: number[] = [];
    const evaluate = (genome: Point) => {
      asked.push(genome.x);
      return bowl(genome);
    };
    const store = await fileStore(join(folder, 'search.jsonl'));
    for await (const { type } of evolve({ space, evaluate, strategy, store })) {
      if (type === 'generation-closed') break;
    }
    await store.close();
    const again = await fileStore(join(folder, 'search.jsonl'));
    const { ledgerHash, evaluations } = await evolve({
      space,
      evaluate,
      strategy,
      store: again,
    }).finished();
    expect(ledgerHash).toBe(whole.ledgerHash);
    // What was under way when the loop was left may have been asked for again, at most one.
    expect(asked.length).toBeLessThanOrEqual(evaluations + 1);
    const once = asked.length;
    expect((await evolve({ space, evaluate, strategy, store: again }).finished()).ledgerHash).toBe(
      ledgerHash,
    );
    expect(asked).toHaveLength(once);
    const other = evolve({ space, evaluate, strategy, store: again, seed: 9 });
    await expect(other.finished()).rejects.toThrow(/store: contains another search/);
    await again.close();
  });

  it('has columns of its own objectives in an exported table, beside those of every run', async () => {
    const store = memoryStore();
    await evolve({
      ...{ space, strategy, store },
      objectives: [{ name: 'loss', direction: 'minimize' }],
      evaluate: () => ({ loss: 3 }),
    }).finished();
    const rows = evaluationRows(fold(await store.read(), strategies));
    expect(new Set(rows.map((row) => row['objective.loss']))).toEqual(new Set([3]));
    // There was no training.
    expect(new Set(rows.map(({ loss }) => loss))).toEqual(new Set([null]));
  });

  it('is exported from its journal, booleans as true and false', async () => {
    const store = await fileStore(join(folder, 'journal.jsonl'));
    await evolve({
      space: defineSpace({ isDeep: { type: 'categorical', values: [true, false] } }),
      evaluate: ({ isDeep }) => ({ fitness: isDeep ? 1 : 0 }),
      ...{ strategy, store },
    }).finished();
    await store.close();
    const out = join(folder, 'booleans.csv');
    expect(await exportCommand.run([folder, '--csv', '--out', out], [])).toBe(0);
    const [header, ...rows] = readFileSync(out, 'utf8').trim().split('\n');
    const column = header!.split(',').indexOf('gene.isDeep');
    const cells = new Set(rows.map((row) => row.split(',')[column]));
    expect([...cells].sort()).toEqual(['false', 'true']);
  });

  it('is shown from its journal in its own numbers, and gone on with by evolve alone', async () => {
    const directory = mkdtempSync(join(folder, 'shown-'));
    const store = await fileStore(join(directory, 'journal.jsonl'));
    await evolve({
      ...{ space, strategy, store },
      objectives: [{ name: 'loss', direction: 'minimize' }],
      evaluate: ({ x }) => ({ loss: 5 + x * x }),
    }).finished();
    await store.close();
    const { stdout } = await evolambda(['show', directory]);
    expect(stdout).toMatch(
      /^generation 0 +best 5\.\d+ \(g0-\d\) {2}best single score 5\.\d+ {2}mean \d+\.\d+ /m,
    );
    expect(stdout).toMatch(
      /^Search score +loss 5\.\d+, mean of 4 evaluations; biased downwards by selection$/m,
    );
    expect(stdout).not.toContain('config.json');
    const resumed = await evolambda(['resume', directory]);
    const longer = await evolambda(['run', '--continue', directory, '--generations', '+1']);
    for (const [{ code, stderr }, path] of [
      [resumed, 'DIR'],
      [longer, '--continue'],
    ] as const) {
      expect(code).toBe(2);
      expect(stderr).toMatch(
        new RegExp(`^${path}: a library search is not allowed here; expected `, 'm'),
      );
    }
  });

  it('refuses a journal without a path, or in the place of a folder', async () => {
    await expect(fileStore(folder)).rejects.toThrow('expected a writable file');
    await expect(fileStore(undefined as never)).rejects.toThrow('expected the path of a file');
  });
});
