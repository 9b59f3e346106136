// A search of a function that always returns the same: nothing is evaluated twice, whatever the strategy.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSearch, defineSpace, evolve } from '../../cli/library/index.ts';
import { strategies } from '../../shared/search/registry.ts';
import { bowl, space } from './bowl.ts';

/** One genome, so few that they are drawn again and again, and so many that they are not. */
const SPACES = [1, 12, 1_000_000].map((max) =>
  defineSpace({ x: { type: 'integer', min: 1, max }, y: { type: 'real', min: 0.1, max: 0.1 } }),
);
const fitnessOf = ({ x, y }: { x: number; y: number }, budget: number) => x * y + budget / 7;

const settings = fc.record({
  seed: fc.integer({ min: 0, max: 1000 }),
  population: fc.integer({ min: 1, max: 9 }),
  generations: fc.integer({ min: 1, max: 9 }),
  space: fc.constantFrom(...SPACES),
});

describe.each(Object.keys(strategies))('a deterministic search by %s', (name) => {
  it('evaluates no genome twice with one budget, and its best is what evaluate returned', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async ({ seed, population, generations, space: of }) => {
        const returned = new Map<string, number>();
        const once = (genome: { x: number; y: number }, budget: number) => {
          const key = JSON.stringify([genome, budget]);
          expect(returned.has(key), key).toBe(false);
          returned.set(key, fitnessOf(genome, budget));
          return { fitness: fitnessOf(genome, budget) };
        };
        const options = {
          ...{ space: of, seed, deterministic: true },
          strategy: { name, population, generations },
        };
        const evaluate: Parameters<typeof evolve<{ x: number; y: number }>>[0]['evaluate'] = (
          genome,
          { examples },
        ) => once(genome, examples);
        const { best, evaluations } = await evolve({ ...options, evaluate }).finished();
        expect(evaluations).toBe(returned.size);
        const { genome, fitness, replicates, standardError } = best!;
        const ofBest = [1, 3, 9].map((budget) => fitnessOf(genome, budget));
        expect(ofBest).toContain(fitness);
        expect({ replicates, standardError }).toEqual({ replicates: 1, standardError: null });

        returned.clear();
        const search = createSearch(options);
        while (!search.isDone) {
          search.tell(
            search.ask().map(({ candidateId, replicate, genome: asked, examples }) => ({
              ...{ candidateId, replicate },
              objectives: once(asked, examples),
            })),
          );
        }
        expect(search.best).toEqual(best);
        expect(returned.size).toBe(evaluations);
      }),
      {
        numRuns: 6,
        endOnFailure: true,
        examples: [
          // Halving has nothing to promote here, and draws the one genome anew for the higher rung.
          [{ seed: 1, population: 3, generations: 8, space: SPACES[0]! }],
          // Halving pays for its highest rung.
          [{ seed: 1, population: 9, generations: 5, space: SPACES[2]! }],
        ],
      },
    );
  });
});

describe('deterministic', () => {
  it('is not assumed: elites are evaluated again, and the mean of equal scores is that score', async () => {
    const search = evolve({
      space: SPACES[0]!,
      evaluate: () => ({ fitness: 0.1 }),
      strategy: { name: 'tournament', population: 2, generations: 9 },
    });
    const replicates = new Set<number>();
    for await (const { best } of search) {
      if (best === null) continue;
      replicates.add(best.replicates);
      // 0.1 + 0.1 + 0.1, divided by 3, is more than 0.1.
      expect(best.fitness).toBe(0.1);
      expect(best.standardError).toBe(best.replicates === 1 ? null : 0);
    }
    expect(replicates).toContain(3);
  });

  it.each([
    ['tournament', 'eliteReplicates', 2],
    ['halving', 'leaders', 1],
  ])('of %s is not beside %s: %i', (name, setting, value) => {
    const strategy = { name, [setting]: value };
    const options = { space, evaluate: bowl, strategy };
    const allowed = '0 with deterministic: true; a deterministic search has no replicates';
    const words = `strategy.${setting}: ${value} is not allowed; expected ${allowed}`;
    expect(() => evolve({ ...options, deterministic: true })).toThrow(words);
    expect(() => createSearch({ space, strategy, deterministic: true })).toThrow(words);
    const both = { ...options, deterministic: true, seed: -1 };
    expect(() => evolve(both)).toThrow(/^seed: .*\nstrategy\./);
    evolve({ ...options, deterministic: false });
    evolve({ ...options, deterministic: true, strategy: { name, [setting]: 0 } });
  });

  it.each([
    ['tournament', { eliteReplicates: 0 }],
    ['halving', { leaders: 0 }],
  ])('is recorded with settings of %s that ask for no replicate', async (name, settings) => {
    const strategy = { name, population: 2, generations: 1 };
    for await (const event of evolve({ space, evaluate: bowl, strategy, deterministic: true })) {
      if (event.type !== 'run-started') continue;
      expect(event.config).toMatchObject({ deterministic: true, strategy: settings });
    }
    for await (const event of evolve({ space, evaluate: bowl, strategy, deterministic: false })) {
      if (event.type === 'run-started') expect(event.config).not.toHaveProperty('deterministic');
    }
  });

  it('is true or false', () => {
    for (const deterministic of ['yes', 1, null]) {
      expect(() => createSearch({ space, deterministic } as never)).toThrow(
        /^deterministic: .*expected true or false$/,
      );
    }
  });
});
