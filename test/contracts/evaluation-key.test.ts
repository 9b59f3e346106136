// The identity of an evaluation: everything that its result is a function of, and nothing else.
import { describe, expect, it } from 'vitest';
import { evaluationKeyOf, evaluationSeedOf } from '../../shared/contracts/evaluation.ts';
import { FROM_SCRATCH, type Start } from '../../shared/contracts/proposal.ts';

const parts = {
  genomeHash: 'g',
  kind: { name: 'mlp', semantics: 1 },
  data: { hash: 'd', splitId: 's' },
  budget: { examples: 64, schedule: 'constant' as const },
  evaluationSeed: 'e',
  start: FROM_SCRATCH,
  engine: { name: 'n', version: '1', backend: 'cpu', semantics: 1 },
};

const keyOfStart = (start: Start) => evaluationKeyOf({ ...parts, start });

const parent = (more: Partial<Extract<Start, { from: 'parent' }>> = {}): Start => ({
  from: 'parent',
  evaluationKey: 'p',
  morphisms: [{ parentNode: 0, node: 0 }],
  ...more,
});

describe('an evaluation key', () => {
  it('changes with everything that a result is a function of', () => {
    const others = [
      { genomeHash: 'h' },
      { kind: { name: 'other', semantics: 1 } },
      { kind: { name: 'mlp', semantics: 2 } },
      { data: { hash: 'x', splitId: 's' } },
      { data: { hash: 'd', splitId: 'x' } },
      { budget: { examples: 128, schedule: 'constant' as const } },
      { budget: { examples: 64, schedule: 'linear' as const } },
      { evaluationSeed: 'f' },
      { start: parent() },
      ...['name', 'version', 'backend'].map((name) => ({
        engine: { ...parts.engine, [name]: 'x' },
      })),
      { engine: { ...parts.engine, semantics: 2 } },
    ];
    const keys = [{}, ...others].map((other) => evaluationKeyOf({ ...parts, ...other }));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('of a start from a checkpoint is the key of a start from scratch', () => {
    const scratch = keyOfStart({ from: 'scratch' });
    expect(keyOfStart({ from: 'checkpoint', evaluationKey: 'a' })).toBe(scratch);
    expect(keyOfStart({ from: 'checkpoint', evaluationKey: 'b' })).toBe(scratch);
  });

  it('of a start from a parent depends on the parent and on the morphisms', () => {
    const keys = [
      FROM_SCRATCH,
      parent(),
      parent({ evaluationKey: 'q' }),
      parent({ morphisms: [] }),
      parent({ morphisms: [{ parentNode: 1, node: 0 }] }),
      parent({ morphisms: [{ parentNode: 0, node: 1 }] }),
    ].map(keyOfStart);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('an evaluation seed', () => {
  it('depends on run, genome and replicate', () => {
    const seeds = [
      evaluationSeedOf(1, 'g', 0),
      evaluationSeedOf(2, 'g', 0),
      evaluationSeedOf(1, 'h', 0),
      evaluationSeedOf(1, 'g', 1),
    ];
    expect(new Set(seeds).size).toBe(4);
    expect(seeds[0]).toMatch(/^[0-9a-f]{32}$/);
  });
});
