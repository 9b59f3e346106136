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
    expect(message).toContain('answers[0].objectives.fitness: found NaN; allowed: a finite number');
    expect(message).toContain(
      'answers[2]: found "g0-2 0"; allowed: each candidate and replicate once',
    );
    expect(message).toContain('answers[3]: found "g9-9 0"');
    expect(message).toContain(
      'answers[4].objectives: found {"fitness":1}; allowed: null, for it failed',
    );
    expect(message).toContain(
      `answers: found nothing; allowed: an answer for ${second!.candidateId} 0`,
    );
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
});
