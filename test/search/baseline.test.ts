// What the baseline owes: as many examples as the other search's new trainings, to the last one.
import { describe, expect, it } from 'vitest';
import type { Proposal } from '../../shared/contracts/proposal.ts';
import { genomeHash } from '../../shared/genome/identity.ts';
import { DEFAULT_SPACE } from '../../shared/genome/kinds/kinds.ts';
import { randomWithinLimits } from '../../shared/genome/operators/within-limits.ts';
import { askBaseline, NO_BASELINE_YET, tellBaseline } from '../../shared/search/baseline.ts';
import { candidate } from '../../shared/search/candidate.ts';
import type { Told } from '../../shared/search/strategy.ts';

const TASK = { shape: { height: 28, width: 28, channels: 1 }, classes: 10 };
const BUDGET = { examples: 640, schedule: 'constant' as const };
const CONFIG = { seed: 5, space: DEFAULT_SPACE, task: TASK, budget: BUDGET, objectives: [] };

function other(slot: number, more: Partial<Proposal> = {}): Proposal {
  const key = { seed: 5, generation: 0, slot };
  const { genome } = randomWithinLimits(DEFAULT_SPACE, TASK, key);
  return { ...candidate(`o${slot}`, genome, BUDGET), ...more };
}

function toldOf(one: Proposal, status: Told['status']): Told {
  const hash = genomeHash(one.genome);
  return { ...one, genomeHash: hash, parameters: 1, evaluationKey: '', status, objectives: null };
}

describe('the baseline', () => {
  it('asks for nothing where all is known: repeated in a batch, or told before', () => {
    const first = askBaseline(CONFIG, NO_BASELINE_YET, [other(0), other(1), other(0)]);
    expect(first.proposals.map(({ candidateId }) => candidateId)).toEqual(['0', '1']);
    const again = askBaseline(CONFIG, first.state, [other(1), other(0)]);
    expect(again.proposals).toEqual([]);
    const replicate = askBaseline(CONFIG, again.state, [other(1, { replicate: 1 })]);
    expect(replicate.proposals.map(({ candidateId }) => candidateId)).toEqual(['2']);
  });

  it.each(['failed', 'censored'] as const)('owes anew what was %s and is asked again', (status) => {
    const { state } = askBaseline(CONFIG, NO_BASELINE_YET, [other(0), other(1)]);
    const told = tellBaseline(state, [toldOf(other(0), 'completed'), toldOf(other(1), status)]);
    expect(askBaseline(CONFIG, told, [other(0)]).proposals).toHaveLength(0);
    expect(askBaseline(CONFIG, told, [other(1)]).proposals).toHaveLength(1);
    const diverged = tellBaseline(state, [toldOf(other(0), 'diverged')]);
    expect(diverged).toBe(state);
  });

  it('trains at its own length: longer trainings are worth several, shorter ones add up', () => {
    const long = { budget: { ...BUDGET, examples: 1600 } };
    const first = askBaseline(CONFIG, NO_BASELINE_YET, [other(0, long)]);
    expect(first.proposals.map(({ budget }) => budget)).toEqual([BUDGET, BUDGET]);
    const second = askBaseline(CONFIG, first.state, [other(1, long)]);
    expect(second.proposals).toHaveLength(3);
    expect(second.state.owed).toBe(0);
  });
});
