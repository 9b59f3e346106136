// Ask and tell: the same search as evolve's, whoever runs the loop; and faults in what it is told.
import { describe, expect, it } from 'vitest';
import { createSearch, defineSpace, evolve } from '../../cli/library/index.ts';

const space = defineSpace({ x: { type: 'integer', min: 0, max: 1000 } });
const strategy = { name: 'tournament', population: 6, generations: 5 };
const loss = (x: number) => ({ fitness: -Math.abs(x - 500) });

function searched(roundTrip: boolean) {
  let search = createSearch({ space, strategy });
  const asked: unknown[] = [];
  while (!search.isDone) {
    const batch = search.ask();
    expect(search.ask()).toEqual(batch);
    asked.push(
      ...batch.map(({ genomeHash, replicate, seed }) => ({ genomeHash, replicate, seed })),
    );
    const answers = batch.map(({ candidateId, replicate, genome }) => ({
      candidateId,
      replicate,
      objectives: loss(genome.x),
    }));
    search.tell(answers.reverse());
    if (roundTrip) search = createSearch({ space, strategy }, JSON.parse(JSON.stringify(search)));
  }
  expect(search.ask()).toEqual([]);
  return { asked, best: search.best };
}

describe('createSearch', () => {
  it('asks what evolve asks, in any order of answers, and through JSON', async () => {
    const seeds: string[] = [];
    const evaluate = ({ x }: { x: number }, context: { seed: string }) => {
      seeds.push(context.seed);
      return loss(x);
    };
    const { best } = await evolve({ space, strategy, evaluate }).finished();
    const plain = searched(false);
    expect(searched(true)).toEqual(plain);
    expect(plain.best).toEqual(best);
    expect(new Set(plain.asked.map((one) => (one as { seed: string }).seed))).toEqual(
      new Set(seeds),
    );
  });

  it('refuses answers that are wrong, all at once, and stays as it was', () => {
    const search = createSearch({ space, strategy });
    const [first, second, ...rest] = search.ask();
    const answerTo = ({ candidateId, replicate }: { candidateId: string; replicate: number }) => ({
      candidateId,
      replicate,
      objectives: { fitness: 1 },
    });
    const answers = [
      { ...answerTo(first!), objectives: { fitness: Number.NaN } },
      answerTo(rest[0]!),
      answerTo(rest[0]!),
      { ...answerTo(rest[1]!), candidateId: 'g9-9' },
      { ...answerTo(rest[2]!), status: 'failed' as const },
    ];
    const message = (() => {
      try {
        search.tell(answers);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(message).toContain(
      'answers[0].objectives.fitness: NaN is not allowed; expected a finite number',
    );
    expect(message).toContain(
      'answers[2]: second answer for "g0-2 0"; expected one answer per candidate and replicate',
    );
    expect(message).toContain('answers[3]: "g9-9 0" is not allowed');
    expect(message).toContain(
      'answers[4].objectives: {"fitness":1} is not allowed; expected null with status failed',
    );
    expect(message).toContain(`answers: answer for ${second!.candidateId} 0 is missing`);
    expect(search.ask()).toHaveLength(6);
  });

  it('goes on without what failed or diverged', () => {
    const search = createSearch({ space, strategy: { ...strategy, generations: 2 } });
    search.tell(
      search.ask().map(({ candidateId, replicate, genome }, index) => ({
        candidateId,
        replicate,
        objectives: index < 3 ? null : loss(genome.x),
        ...(index === 0 ? { status: 'failed' as const } : {}),
      })),
    );
    expect(search.best?.candidateId).toMatch(/^g0-[345]$/);
    expect(search.isDone).toBe(false);
  });

  it('asks for nothing twice and for no more than a cap allows, as evolve does', async () => {
    const few = defineSpace({ x: { type: 'integer', min: 0, max: 5 } });
    for (const maxEvaluations of [undefined, 4]) {
      const options = { space: few, strategy, ...(maxEvaluations && { maxEvaluations }) };
      const seeds: string[] = [];
      const evaluate = ({ x }: { x: number }) => loss(x);
      const { evaluations, best } = await evolve({ ...options, evaluate }).finished();
      const search = createSearch(options);
      while (!search.isDone) {
        const batch = search.ask();
        seeds.push(...batch.map(({ seed }) => seed));
        search.tell(
          batch.map(({ candidateId, replicate, genome }) => ({
            ...{ candidateId, replicate },
            objectives: loss(genome.x),
          })),
        );
      }
      expect(seeds).toHaveLength(evaluations);
      expect(new Set(seeds).size).toBe(evaluations);
      expect(search.best).toEqual(best);
      expect(() => search.tell([])).toThrow('the search is done');
    }
  });

  it('refuses answers that are none, in words', () => {
    const search = createSearch({ space, strategy });
    for (const answers of [undefined, 3, [null]]) {
      expect(() => search.tell(answers as never)).toThrow(/^answers/);
    }
    const wrongs = [
      {},
      { status: 'ok', objectives: null },
      { status: 'completed', objectives: null },
    ];
    const asked = search.ask();
    const message = (() => {
      try {
        const answers = wrongs.map((wrong, index) => {
          const { candidateId, replicate } = asked[index]!;
          return { candidateId, replicate, ...wrong };
        });
        search.tell(answers as never);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(message).toMatch(/answers\[0\]\.objectives: missing/);
    expect(message).toMatch(/answers\[1\]\.status: "ok" is not allowed/);
    expect(message).toMatch(/answers\[2\]\.objectives: null is not allowed/);
    search.tell(
      asked.map(({ candidateId, replicate }) => ({ candidateId, replicate, status: 'failed' })),
    );
    expect(search.best).toBeNull();
  });

  it('refuses a state that is none, was changed, or is of other options', () => {
    const state = JSON.parse(JSON.stringify(createSearch({ space, strategy })));
    for (const wrong of [{ a: 1 }, null, 'abc', { ...state, version: 9 }]) {
      expect(() => createSearch({ space, strategy }, wrong)).toThrow(/^state/);
    }
    const changed = { ...state, progress: { ...state.progress, campaign: {} } };
    expect(() => createSearch({ space, strategy }, changed)).toThrow('the checksum does not match');
    for (const other of [{ seed: 2 }, { strategy: { ...strategy, population: 7 } }]) {
      expect(() => createSearch({ space, strategy, ...other }, state)).toThrow('other options');
    }
  });

  it('refuses options that it does not know', () => {
    expect(() => createSearch({ space, strategy, obectives: [] } as never)).toThrow(
      /obectives: .*did you mean objectives\?/,
    );
    expect(() => createSearch(undefined as never)).toThrow(/^space: missing/);
  });
});
