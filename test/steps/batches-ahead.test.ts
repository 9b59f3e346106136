// What is told of a search beforehand is what it then plans.
import { describe, expect, it } from 'vitest';
import { strategies } from '../../shared/search/registry.ts';
import { batchesAhead } from '../../shared/steps/batches-ahead.ts';
import { startOf } from '../../shared/steps/run-state.ts';
import { memoryStore, runFake, shuffledPool, started } from './fake-run.ts';

const RANDOM = { name: 'random', population: 12, generations: 3 };
const HALVING = { name: 'halving', population: 12, generations: 5 };

describe('the batches of a search', () => {
  it.each([
    { strategy: RANDOM },
    { strategy: HALVING },
    { strategy: { name: 'tournament', population: 12, generations: 3 } },
    { strategy: RANDOM, baseline: true },
    { strategy: HALVING, baseline: true },
  ])('are told before they are planned: %o', async (settings) => {
    const first = started({ ...settings, finalPhase: null });
    const told = batchesAhead(startOf(first, strategies));
    const store = memoryStore([first]);
    const state = await runFake(store, shuffledPool(2, 0), new AbortController().signal);
    const planned = state.batches.map(({ planned: { evaluations } }) => {
      const ofBaseline = evaluations.filter((one) => one.candidateId.startsWith('baseline-'));
      const ofMain = evaluations.filter((one) => !ofBaseline.includes(one));
      const { examples } = ofMain[0]!.budget;
      return { candidates: ofMain.length, ofBaseline: ofBaseline.length, examples };
    });
    expect(told).toEqual(planned);
    expect(batchesAhead(state)).toEqual([]);
  });
});
