// The comparisons of paired runs: which strategy, which endpoint, which sign.
import { expect, it } from 'vitest';
import { comparisonsOf, type Judged } from '../../cli/compare/comparison.ts';

const judged = (primary: number, second: number): Judged => ({
  ...{ primary, second, examples: 640, evaluations: 1, genomeHash: 'hash', genome: {} },
});

it('compare the first strategy with each other one, by both endpoints', () => {
  const scores = new Map([
    ['halving', [judged(0.75, 0.5), judged(0.5, 0.25)]],
    ['random', [judged(0.5, 0.75), judged(0.25, 0.5)]],
    ['tournament', [judged(1, 0.5), judged(0.5, 0.25)]],
  ]);
  const found = comparisonsOf(scores, { name: 'accuracy', direction: 'maximize' });
  expect(
    found.map(({ first, other, endpoint, differences, firstMean }) => [
      ...[first, other, endpoint, differences, firstMean],
    ]),
  ).toEqual([
    ['halving', 'random', 'primary', [0.25, 0.25], 0.625],
    ['halving', 'random', 'second', [-0.25, -0.25], 0.375],
    ['halving', 'tournament', 'primary', [-0.25, 0], 0.625],
    ['halving', 'tournament', 'second', [0, 0], 0.375],
  ]);
});
