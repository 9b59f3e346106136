// The order of candidates: budget, fitness, size, hash.
import { describe, expect, it } from 'vitest';
import {
  bestScore,
  compareCandidates,
  compareFitness,
  compareScores,
  type Ranked,
} from '../../shared/search/compare-candidates.ts';

const UP = { name: 'accuracy', direction: 'maximize' } as const;
const DOWN = { name: 'loss', direction: 'minimize' } as const;

function ranked(fitness: number | null, more: Partial<Ranked> = {}): Ranked {
  return { genomeHash: 'a', examples: 64, parameters: 1, fitness, ...more };
}

function unsized(genomeHash: string): Ranked {
  return { genomeHash, examples: 64, fitness: 0.9 };
}

const BY_FITNESS = [
  ['the higher when maximised', ranked(0.9), ranked(0.8), UP],
  ['the lower when minimised', ranked(0.8), ranked(0.9), DOWN],
  ['any before a diverged one', ranked(0.1), ranked(null), UP],
  ['any before a diverged one when minimised', ranked(9), ranked(null), DOWN],
  ['one below 0 before a diverged one', ranked(-1), ranked(null), UP],
  ['fewer parameters on a tie', ranked(0.9), ranked(0.9, { parameters: 2 }), UP],
  ['fewer parameters of two diverged', ranked(null), ranked(null, { parameters: 2 }), UP],
  ['the smaller hash on a full tie', ranked(0.9), ranked(0.9, { genomeHash: 'b' }), UP],
  ['the smaller hash where no size is known', unsized('a'), unsized('b'), DOWN],
] as const;

describe.each([
  ['compareCandidates', compareCandidates],
  ['compareFitness', compareFitness],
] as const)('%s', (_, compare) => {
  it.each(BY_FITNESS)('puts first %s', (_name, better, worse, objective) => {
    expect(compare(better, worse, objective)).toBeLessThan(0);
    expect(compare(worse, better, objective)).toBeGreaterThan(0);
  });
});

describe('a larger budget', () => {
  const long = { examples: 128, parameters: 9, genomeHash: 'z' };

  it.each([
    ['a better fitness', ranked(0.1, long), ranked(0.9), UP],
    ['a better fitness when minimised', ranked(0.9, long), ranked(0.1), DOWN],
    ['one that did not diverge', ranked(null, long), ranked(0.9), UP],
  ] as const)('goes before %s', (_, longer, shorter, objective) => {
    expect(compareCandidates(longer, shorter, objective)).toBeLessThan(0);
    expect(compareCandidates(shorter, longer, objective)).toBeGreaterThan(0);
    // Fitness alone has the opposite order.
    expect(compareFitness(longer, shorter, objective)).toBeGreaterThan(0);
  });
});

describe('scores', () => {
  it('are ordered by the direction, and equal ones not at all', () => {
    expect([0.5, 0.9, 0.1].sort((a, b) => compareScores(a, b, UP))).toEqual([0.9, 0.5, 0.1]);
    expect([0.5, 0.9, 0.1].sort((a, b) => compareScores(a, b, DOWN))).toEqual([0.1, 0.5, 0.9]);
    expect([UP, DOWN].map((objective) => compareScores(0.5, 0.5, objective))).toEqual([0, 0]);
  });

  it('have a best one by the direction, unless there are none', () => {
    expect(bestScore([0.5, 0.9, 0.1], UP)).toBe(0.9);
    expect(bestScore([0.5, 0.9, 0.1], DOWN)).toBe(0.1);
    expect(bestScore([], UP)).toBeUndefined();
  });
});
