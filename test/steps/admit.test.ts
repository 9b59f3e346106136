// Caps where a training of the search costs as much as many of the baseline's.
import { describe, expect, it } from 'vitest';
import { type ArmName, armOfName } from '../../shared/search/arms.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { plannedEvaluations } from '../../shared/steps/trained.ts';
import { freshRun } from './fake-run.ts';

function examplesOf(state: RunState, arm: ArmName): number {
  return plannedEvaluations(state)
    .filter(({ dispatch, candidateId }) => dispatch === 'train' && armOfName(candidateId) === arm)
    .reduce((sum, { budget }) => sum + budget.examples, 0);
}

describe('caps beside a baseline', () => {
  it('cut both alike where a training of the search is worth many of the baseline’s', async () => {
    const strategy = { name: 'halving', population: 10, generations: 5 };
    const examples = 640;
    for (const trainings of [62, 66, 68, 72, 76, 90]) {
      const { state } = await freshRun({
        ...{ strategy, baseline: true, finalPhase: null, budget: { examples } },
        maxExamples: trainings * examples,
      });
      expect(state.stop).toBe('max-examples');
      expect(state.sent.examples).toBeLessThanOrEqual(trainings * examples);
      expect(examplesOf(state, 'baseline'), `${trainings}`).toBe(examplesOf(state, 'main'));
    }
  });
});
