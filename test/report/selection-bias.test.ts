// The caveat next to a search score: its direction is that of the objective, and a deterministic search has none.
import { expect, it } from 'vitest';
import { withSelectionBias } from '../../shared/report/selection-bias.ts';

it.each([
  ['maximize', {}, 'score 1; biased upwards by selection'],
  ['minimize', {}, 'score 1; biased downwards by selection'],
  ['minimize', { deterministic: false }, 'score 1; biased downwards by selection'],
  ['maximize', { deterministic: true }, 'score 1'],
] as const)('a score to %s, %o', (direction, config, words) => {
  expect(withSelectionBias('score 1', { direction }, config)).toBe(words);
});

it('an objective that follows from the genome alone is not biased', () => {
  const objective = { direction: 'minimize', deterministic: true } as const;
  expect(withSelectionBias('score 1', objective, {})).toBe('score 1');
});
