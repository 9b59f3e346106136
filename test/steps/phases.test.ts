// The phase of a generation is the campaign's and recorded; its label is for people and decides nothing.
import { describe, expect, it } from 'vitest';
import type { GenerationPlanned, LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import { type Strategies, strategies } from '../../shared/search/registry.ts';
import type { Asked } from '../../shared/search/strategy.ts';
import { replay } from '../../shared/steps/replay.ts';
import { askRun, fold, type RunState } from '../../shared/steps/run-state.ts';
import { freshRun, memoryStore, runFake, shuffledPool, started } from './fake-run.ts';

const TOURNAMENT = { strategy: { name: 'tournament', population: 6, generations: 3 } };

/** Random search that calls its generations as the final phase does. */
const mislabelled: Strategies = {
  ...strategies,
  random: {
    ...strategies.random!,
    strategy: {
      ...strategies.random!.strategy,
      ask: (state): Asked<unknown> => {
        const asked = strategies.random!.strategy.ask(state);
        return 'done' in asked ? asked : { ...asked, label: 're-ranking' };
      },
    },
  },
};

function plansOf(events: readonly LedgerEvent[]): GenerationPlanned[] {
  return events.flatMap((event) => (event.type === 'generation-planned' ? event : []));
}

function withPlans(
  events: readonly LedgerEvent[],
  change: (planned: GenerationPlanned) => GenerationPlanned,
): LedgerEvent[] {
  return events.map((event) => (event.type === 'generation-planned' ? change(event) : event));
}

/** All that a ledger decides: the state without the labels of its generations. */
function decided({ batches, ...state }: RunState) {
  const decisions = batches.map(({ planned: { label: _, ...planned }, facts }) => ({
    planned,
    facts,
  }));
  return { ...state, batches: decisions };
}

describe('the phase of a generation', () => {
  it.each([TOURNAMENT, { ...TOURNAMENT, baseline: true }])(
    'is search for those of the strategy and final for those after it: %j',
    async (config) => {
      const { events } = await freshRun(config);
      const phases = plansOf(events).map(({ phase }) => phase);
      expect(phases).toEqual(['search', 'search', 'search', 'final', 'final']);
    },
  );

  it('is what the campaign asks for, at every event of a run', async () => {
    const { events } = await freshRun(TOURNAMENT);
    for (const [place, event] of events.entries()) {
      if (event.type !== 'generation-planned') continue;
      const asked = askRun(fold(events.slice(0, place), strategies));
      expect(asked).toMatchObject({ phase: event.phase, label: event.label });
    }
  });

  it('is search where a strategy calls its generations as those of the final phase', async () => {
    const strategy = { name: 'random', population: 4, generations: 2 };
    const config = { strategy, finalPhase: { rerank: 2, rerankReplicates: 1, retrain: 1 } };
    const store = memoryStore([started(config, mislabelled)]);
    const never = new AbortController().signal;
    const state = await runFake(store, shuffledPool(2, 0), never, mislabelled);
    expect(plansOf(store.events).map(({ phase, label }) => [phase, label])).toEqual([
      ['search', 're-ranking'],
      ['search', 're-ranking'],
      ['final', 're-ranking'],
      ['final', 'retraining'],
    ]);
    // Labels apart it is the run of random search.
    expect(state.ledgerHash).toBe((await freshRun(config)).state.ledgerHash);
  });

  it.each([
    ['the first', 0, 'final'],
    ['the last of the search', 2, 'final'],
    ['the first of the final phase', 3, 'search'],
  ] as const)('of %s is Corrupt when it is recorded as another', async (_, generation, phase) => {
    const { events } = await freshRun(TOURNAMENT);
    const forged = withPlans(events, (planned) =>
      planned.generation === generation ? { ...planned, phase } : planned,
    );
    expect(() => fold(forged, strategies)).toThrow(Corrupt);
    expect(() => replay(forged, strategies)).toThrow(Corrupt);
  });
});

describe('the label of a generation', () => {
  it.each([
    ['is another', ({ generation }: GenerationPlanned) => `round ${generation + 1}`],
    [
      'is of the other phase',
      ({ phase }: GenerationPlanned) => (phase === 'search' ? 'retraining' : 'generation 0'),
    ],
  ] as const)('decides nothing where it %s', async (_, labelOf) => {
    const { events, state } = await freshRun({ ...TOURNAMENT, baseline: true });
    const relabelled = withPlans(events, (planned) => ({ ...planned, label: labelOf(planned) }));
    expect(relabelled).not.toEqual(events);
    const folded = fold(relabelled, strategies);
    expect(folded.ledgerHash).toBe(state.ledgerHash);
    expect(decided(folded)).toEqual(decided(fold(events, strategies)));
    expect(replay(relabelled, strategies)).toMatchObject({
      state: { ledgerHash: state.ledgerHash },
      matches: true,
    });
  });
});
