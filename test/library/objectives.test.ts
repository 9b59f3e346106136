// Several objectives: the first steers, all are recorded and reported.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportCommand } from '../../cli/commands/export.ts';
import { createSearch, defineSpace, evolve } from '../../cli/library/index.ts';
import { evolambda } from '../cli/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-objectives-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const space = defineSpace({ x: { type: 'integer', min: 0, max: 200 } });
const strategy = { name: 'tournament', population: 8, generations: 6 };
const objectives = [
  { name: 'loss', direction: 'minimize' },
  { name: 'size', direction: 'maximize' },
  { name: 'toString', direction: 'minimize' },
] as const;

describe('a search with several objectives', () => {
  it('reports the mean of each over the replicates of its best, in events and in the end', async () => {
    const read = new Map<number, { loss: number; size: number }[]>();
    const search = evolve({
      ...{ space, strategy, objectives },
      evaluate: ({ x }, { seed }) => {
        const noise = Number.parseInt(seed.slice(0, 4), 16) / 2 ** 16;
        const one = { loss: Math.abs(x - 100) + noise, size: x + noise, toString: x };
        read.set(x, [...(read.get(x) ?? []), one]);
        return one;
      },
    });
    let last: unknown;
    for await (const { best } of search) {
      if (best !== null) expect(best.objectives.loss).toBe(best.fitness);
      last = best;
    }
    const { best } = await search.finished();
    expect(last).toEqual(best);
    expect(best!.replicates).toBeGreaterThan(1);
    const ofBest = read.get(best!.genome.x)!;
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value) / values.length;
    expect(ofBest).toHaveLength(best!.replicates);
    expect(Object.keys(best!.objectives)).toEqual(['loss', 'size', 'toString']);
    expect(best!.objectives.loss).toBeCloseTo(mean(ofBest.map(({ loss }) => loss)), 9);
    expect(best!.objectives.size).toBeCloseTo(mean(ofBest.map(({ size }) => size)), 9);
    expect(best!.objectives.toString).toBe(best!.genome.x);
  });

  it('goes by the first alone, on the largest budget that its best was evaluated with', () => {
    const options = {
      ...{ space, objectives, deterministic: true },
      strategy: { name: 'halving', population: 9, generations: 5 },
    };
    const found = [1, -1].map((sign) => {
      let search = createSearch(options);
      while (!search.isDone) {
        search.tell(
          search.ask().map(({ candidateId, replicate, genome: { x }, examples }) => ({
            ...{ candidateId, replicate },
            objectives: {
              loss: Math.abs(x - 100) / examples,
              size: sign * x * examples,
              toString: 0,
            },
          })),
        );
        search = createSearch(options, JSON.parse(JSON.stringify(search)));
      }
      return search.best!;
    });
    const [one, other] = found;
    expect(one!.genome).toEqual(other!.genome);
    const { x } = one!.genome;
    expect(one!.objectives).toEqual({ loss: Math.abs(x - 100) / 9, size: 9 * x, toString: 0 });
    expect(other!.objectives.size).toBe(-9 * x);
  });

  it('says of a state of an earlier format that it is one', () => {
    const state = {
      ...JSON.parse(JSON.stringify(createSearch({ space, objectives }))),
      version: 1,
    };
    expect(() => createSearch({ space, objectives }, state)).toThrow(
      'state.version: 1 is not allowed; expected 4',
    );
  });

  it('is shown, listed, reported and exported from its journal, all of its columns', async () => {
    const directory = mkdtempSync(join(folder, 'run-'));
    await evolve({
      ...{ space, strategy, objectives },
      evaluate: ({ x }) => ({ loss: Math.abs(x - 100), size: 1000 + x, toString: 7 }),
      store: join(directory, 'journal.jsonl'),
    }).finished();
    const shown = await evolambda(['show', directory]);
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout).toMatch(/^Search score +loss \d+(\.\d+)?, /m);
    const listed = await evolambda(['list', folder]);
    expect(listed.code, listed.stderr).toBe(0);
    const page = join(folder, 'page.html');
    const reported = await evolambda(['report', directory, '--out', page]);
    expect(reported.code, reported.stderr).toBe(0);
    const table = join(folder, 'table.csv');
    expect(await exportCommand.run([directory, '--csv', '--out', table], [])).toBe(0);
    const [header, first] = readFileSync(table, 'utf8').split('\n');
    const row = Object.fromEntries(
      header!.split(',').map((name, at) => [name, first!.split(',')[at]]),
    );
    expect(Number(row['objective.size'])).toBe(1000 + Number(row['gene.x']));
    expect(Number(row['objective.loss'])).toBe(Math.abs(Number(row['gene.x']) - 100));
  });
});
