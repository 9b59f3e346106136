// The library's search over a function: what comes of it, what it survives, and how it is given up.
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { evolve, memoryStore } from '../../cli/library/index.ts';
import { bowl, type Point, space, strategy } from './bowl.ts';

describe('evolve', () => {
  it('finds what is good, and tells the best with every event', async () => {
    const types: string[] = [];
    let fitness = Number.NEGATIVE_INFINITY;
    const search = evolve({ space, evaluate: bowl, strategy: { ...strategy, generations: 12 } });
    for await (const { type, best } of search) {
      types.push(type);
      expect(best?.fitness ?? fitness).toBeGreaterThanOrEqual(fitness - 1e-9);
      fitness = best?.fitness ?? fitness;
    }
    expect(types[0]).toBe('run-started');
    expect(types.at(-1)).toBe('run-finished');
    expect(types.filter((type) => type === 'generation-closed')).toHaveLength(12);
    expect(fitness).toBeGreaterThan(0.95);
  });

  it('has one hash whatever the workers and the order of answers', async () => {
    const hashes = new Set<string>();
    for (const workers of [1, 3, 16]) {
      const evaluate = async (genome: Point, { seed }: { seed: string }) => {
        await pause(Number.parseInt(seed.slice(0, 2), 16) / 20);
        return bowl(genome);
      };
      const search = evolve({ space, evaluate, strategy, workers });
      hashes.add((await search.finished()).ledgerHash);
    }
    expect(hashes.size).toBe(1);
    const other = await evolve({ space, evaluate: bowl, strategy, seed: 2 }).finished();
    expect(hashes).not.toContain(other.ledgerHash);
  });

  it('minimises what is to be minimised, and ranks what diverged last', async () => {
    const search = evolve({
      space,
      strategy,
      objectives: [{ name: 'loss', direction: 'minimize' }],
      evaluate: ({ x }) => ({ loss: x < 0 ? Number.NaN : x }),
    });
    const { best, evaluations } = await search.finished();
    expect(best?.genome.x).toBe(best?.fitness);
    expect(best?.fitness).toBeLessThan(1);
    expect(evaluations).toBeGreaterThan(12);
  });

  it('tries again what threw, hung or answered nonsense, and records readings on the way', async () => {
    const tries = new Map<string, number>();
    const reported: number[] = [];
    const search = evolve({
      space,
      strategy: { ...strategy, generations: 2 },
      examples: 100,
      workers: 4,
      timeoutSeconds: 0.02,
      evaluate: async (genome, { seed, attempt, report, examples }) => {
        tries.set(seed, attempt);
        const mood = Number.parseInt(seed.slice(0, 2), 16) % 3;
        if (attempt === 1 && mood === 0) throw new Error('a bad day');
        if (attempt === 1 && mood === 1) await new Promise(() => undefined);
        if (attempt === 2 && mood === 2) return {} as { fitness: number };
        if (attempt === 1 && mood === 2) return 'seven' as unknown as { fitness: number };
        report(examples / 2, 0.5);
        report(Number.NaN, 0.5);
        report(-1, 0.5);
        report(64, Number.POSITIVE_INFINITY);
        return bowl(genome);
      },
    });
    for await (const event of search) {
      if (event.type === 'evaluation-reported') reported.push(event.value);
      if (event.type === 'evaluation-finished') {
        expect(event.result.status).toBe('completed');
        expect(event.result.points).toEqual([{ examples: 50, value: 0.5 }]);
      }
    }
    expect(new Set(tries.values())).toEqual(new Set([2, 3]));
    expect(reported).toHaveLength(tries.size);
  });

  it('ends with the commonest reason when more than a fifth fails', async () => {
    const store = memoryStore();
    const evaluate = ({ x, ...rest }: Point) => {
      // Genes alone: nothing of how a genome is stored.
      expect(Object.keys(rest)).toEqual(['sign']);
      if (x > 0) throw new Error('x is too warm');
      return { fitnes: x } as unknown as { fitness: number };
    };
    const search = evolve({ space, evaluate, strategy, store });
    await expect(search.finished()).rejects.toThrow(
      /8 of 8 evaluations .* failed; the most frequent reason \(\d of 8\): /,
    );
    await expect(evolve({ space, evaluate, strategy }).finished()).rejects.toThrow(
      /x is too warm|evaluate returned an object with the field fitnes; expected an object with a number for fitness/,
    );
    // What failed is no fact: with a better day the same store goes on.
    const { best } = await evolve({ space, evaluate: bowl, strategy, store }).finished();
    expect(best).not.toBeNull();
  });

  it('is given up by its signal', async () => {
    const stop = new AbortController();
    const seen: boolean[] = [];
    const evaluate = async (_: Point, { signal }: { signal: AbortSignal }) => {
      setTimeout(() => stop.abort(), 1);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      seen.push(signal.aborted);
      return { fitness: 1 };
    };
    const search = evolve({ space, evaluate, strategy, signal: stop.signal });
    await expect(search.finished()).rejects.toMatchObject({ name: 'AbortError' });
    await pause(1);
    expect(seen).toEqual([true]);
  });

  it('is given up by a signal that fires while the store is being opened', async () => {
    const stop = new AbortController();
    const search = evolve({ space, evaluate: bowl, strategy, signal: stop.signal });
    const finished = search.finished();
    stop.abort();
    await expect(finished).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is given up by its signal beside a store that never answers', async () => {
    const stop = new AbortController();
    const store = { ...memoryStore(), read: () => new Promise<never>(() => undefined) };
    const finished = evolve({ space, evaluate: bowl, store, signal: stop.signal }).finished();
    await pause(1);
    stop.abort();
    await expect(finished).rejects.toMatchObject({ name: 'AbortError' });
  }, 10_000);

  it('writes nothing into a store that answers once the search was given up', async () => {
    const stop = new AbortController();
    const store = memoryStore();
    let answer: (events: readonly []) => void = () => undefined;
    const read = () => new Promise<readonly []>((resolve) => (answer = resolve));
    const slow = { ...store, read };
    const search = evolve({ space, evaluate: bowl, store: slow, signal: stop.signal });
    const finished = search.finished();
    await pause(1);
    stop.abort();
    await expect(finished).rejects.toMatchObject({ name: 'AbortError' });
    answer([]);
    await pause(1);
    expect(await store.read()).toEqual([]);
  });

  it('runs once, for one reader, and not again after that one left', async () => {
    let calls = 0;
    const evaluate = (genome: Point) => {
      calls += 1;
      return bowl(genome);
    };
    const search = evolve({ space, evaluate, strategy });
    const read = (async () => {
      for await (const { type } of search) expect(type).not.toBe('');
    })();
    const { evaluations } = await search.finished();
    await read;
    expect(calls).toBe(evaluations);
    expect(() => search[Symbol.asyncIterator]()).toThrow(
      /search: already iterated; expected one iteration per search/,
    );

    const left = evolve({ space, evaluate, strategy });
    for await (const _ of left) break;
    await expect(left.finished()).rejects.toThrow('the search was aborted: its loop ended early');
  });

  it('patience, enqueued genomes and a cap are those of the command line', async () => {
    const enqueue = [{ x: 1, sign: 1 }] as const;
    const long = { ...strategy, generations: 100 };
    const patient = await evolve({
      space,
      evaluate: bowl,
      strategy: long,
      enqueue,
      patience: 2,
    }).finished();
    expect(patient).toMatchObject({ stop: 'patience', best: { genome: enqueue[0], fitness: 1 } });
    const capped = await evolve({
      space,
      evaluate: bowl,
      strategy: long,
      maxEvaluations: 13,
    }).finished();
    expect(capped).toMatchObject({ stop: 'max-evaluations', evaluations: 13 });
  });

  it.each([1, 100])('halving asks for 1, 3 and 9 times the budget of %i', async (examples) => {
    const budgets = new Set<number>();
    const reported = new Set<number>();
    const search = evolve({
      space,
      examples,
      strategy: { name: 'halving', population: 9, generations: 6 },
      evaluate: (genome, context) => {
        budgets.add(context.examples);
        context.report(context.examples, 1);
        return bowl(genome);
      },
    });
    for await (const event of search) {
      if (event.type === 'evaluation-reported') reported.add(event.examples);
    }
    expect([...budgets]).toEqual([examples, 3 * examples, 9 * examples]);
    expect(reported).toEqual(budgets);
  });

  it('refuses wrong options at once, all of them', () => {
    const wrong = { space, evaluate: 7, workers: 0, attempts: 1.5, timeoutSeconds: -1 };
    expect(() => evolve(wrong as never)).toThrow(
      /evaluate.*\nworkers.*\nattempts.*\ntimeoutSeconds/,
    );
    const misspelt = {
      space,
      evaluate: bowl,
      sed: 7,
      store: {},
      signal: 4,
      version: 7,
      timeoutSeconds: 1e7,
    };
    const faults = { ...misspelt, strategy: { name: 'tournamant' }, enqueue: 3 };
    expect(() => evolve(faults as never)).toThrow(/sed: unknown field; did you mean seed\?/);
    for (const name of [
      'store',
      'signal',
      'version',
      'timeoutSeconds',
      'strategy.name',
      'enqueue',
    ]) {
      expect(() => evolve(faults as never)).toThrow(
        new RegExp(`^${name}: .* (is|are) not allowed|^${name}: unknown field`, 'm'),
      );
    }
    expect(() => evolve(undefined as never)).toThrow(/^space: missing/m);
    expect(() => evolve({ space, evaluate: bowl, strategy: null } as never)).toThrow(/strategy/);
    const settings = { name: 'tournamant', population: 0 };
    expect(() => evolve({ space, evaluate: bowl, strategy: settings })).toThrow(
      /did you mean tournament/,
    );
    const enqueue = [{ x: 9, sign: 2 }] as never;
    expect(() => evolve({ space, evaluate: bowl, enqueue })).toThrow(
      /enqueue\[0\]\.x: 9 is not allowed.*\n.*enqueue\[0\]\.sign: 2 is not allowed; expected 1 or -1/,
    );
  });
});
