// The budget of a library search is in the user's unit, and the paths of faults are what the user wrote.
import { describe, expect, it } from 'vitest';
import { createSearch, defineSpace, evolve } from '../../cli/library/index.ts';
import { bowl, space } from './bowl.ts';

const messageOf = (make: () => unknown) => {
  try {
    make();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the budget', () => {
  it.each([1, 2, 63, Number.MAX_SAFE_INTEGER])('may be %i', (examples) => {
    const strategy = { name: 'halving', population: 9, generations: 5 };
    const search = createSearch({ space, examples, strategy });
    const asked = new Set<number>();
    while (!search.isDone) {
      search.tell(
        search.ask().map(({ candidateId, replicate, genome, examples: one }) => {
          asked.add(one);
          return { candidateId, replicate, objectives: bowl(genome) };
        }),
      );
    }
    expect([...asked]).toEqual([examples, 3 * examples, 9 * examples]);
  });

  it('is 1 where it is not said', () => {
    for (const more of [{}, { examples: undefined }]) {
      const options = { space, ...more } as { space: typeof space };
      expect(createSearch(options).ask()[0]?.examples).toBe(1);
    }
  });

  it.each([0, -1, 1.5, 1e20, Number.NaN, '3', null, []])('is not %s', (examples) => {
    const found = typeof examples === 'number' ? examples : JSON.stringify(examples);
    const words = `examples: ${found} is not allowed; `;
    const allowed = 'expected an integer from 1 to 2^53 − 1';
    expect(messageOf(() => createSearch({ space, examples } as never))).toBe(words + allowed);
    expect(messageOf(() => evolve({ space, evaluate: bowl, examples } as never))).toBe(
      words + allowed,
    );
  });
});

describe('the path of a fault', () => {
  it('of what is no space is the option alone', () => {
    for (const wrong of [undefined, null, 3, {}, { x: { type: 'real', min: 0, max: 1 } }]) {
      const message = messageOf(() => createSearch({ space: wrong, enqueue: [3] } as never));
      expect(message).toMatch(
        /^space: (missing|.* is not allowed); expected the result of defineSpace$/,
      );
    }
  });

  it('of a space leads into it', () => {
    const genes = { x: { type: 'reel', min: 0, max: 1 } };
    expect(messageOf(() => createSearch({ space: { kind: 'custom', genes } } as never))).toMatch(
      /^space\.genes\.x\.type: "reel" is not allowed/,
    );
    const kind = { kind: 'castom', genes: space.genes };
    expect(messageOf(() => createSearch({ space: kind } as never))).toMatch(
      /^space\.kind: "castom" is not allowed;.*did you mean custom\?$/,
    );
    expect(messageOf(() => defineSpace(genes as never))).toMatch(
      /^genes\.x\.type: "reel" is not allowed/,
    );
  });

  it('of a genome that is enqueued leads to it', () => {
    const enqueue = [3, null, { x: 9, sign: 1 }, { x: 1, sign: 1, kind: 'mlp' }];
    expect(messageOf(() => createSearch({ space, enqueue } as never)).split('\n')).toEqual([
      'enqueue[0]: 3 is not allowed; expected an object',
      'enqueue[1]: null is not allowed; expected an object',
      'enqueue[2].x: 9 is not allowed; expected a number from -4 to 4',
      'enqueue[3].kind: "mlp" is not allowed; expected custom',
    ]);
  });

  it('of options that are none is said once', () => {
    for (const options of [3, 'x', []]) {
      expect(messageOf(() => createSearch(options as never))).toMatch(
        /^\(whole input\): .* is not allowed; expected an object$/,
      );
    }
    expect(messageOf(() => evolve(null as never))).toMatch(/^space: .*\nevaluate: /);
  });
});
