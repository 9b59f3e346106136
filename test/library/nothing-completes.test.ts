import { describe, expect, it } from 'vitest';
import { createSearch, evolve, InvalidInput, memoryStore } from '../../cli/library/index.ts';
import { space } from './bowl.ts';

describe('a search in which nothing completes', () => {
  it('is rejected with the commonest reason after three generations, and again from its store', async () => {
    let calls = 0;
    const options = {
      space,
      strategy: { name: 'tournament', population: 10, generations: 8 },
      evaluate: () => {
        calls += 1;
        return { fitness: Number.NaN };
      },
      store: memoryStore(),
    };
    const words =
      /No candidate completed in 3 generations in a row: 30 of 30 evaluations diverged \(evaluate returned a number that is not finite/;
    await expect(evolve(options).finished()).rejects.toThrow(words);
    await expect(evolve(options).finished()).rejects.toThrow(InvalidInput);
    expect(calls).toBe(30);
  });

  it('goes on where one genome of ten completes', async () => {
    let calls = 0;
    const { best, stop } = await evolve({
      space,
      strategy: { name: 'tournament', population: 10, generations: 4 },
      evaluate: ({ x }) => {
        calls += 1;
        return { fitness: calls % 10 === 1 ? x : Number.NaN };
      },
    }).finished();
    expect(best).not.toBeNull();
    expect(stop).toBeNull();
  });

  it('ends a loop of the user’s own, which says so', () => {
    const search = createSearch({
      space,
      strategy: { name: 'random', population: 4, generations: 8 },
    });
    let generations = 0;
    while (!search.isDone) {
      generations += 1;
      search.tell(
        search
          .ask()
          .map(({ candidateId, replicate }) => ({ candidateId, replicate, objectives: null })),
      );
    }
    expect(generations).toBe(3);
    expect(search).toMatchObject({ best: null, stop: 'nothing-completed' });
  });
});
