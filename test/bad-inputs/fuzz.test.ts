// Spaces and genomes that somebody has damaged at random: what is still valid runs, all else is refused
// with words, and nothing ends in another error.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInput } from '../../shared/contracts/parse.ts';
import { taskOf } from '../../shared/contracts/task.ts';
import { checkSpace } from '../../shared/genome/check-space.ts';
import { genomeCost } from '../../shared/genome/genome-network.ts';
import { canonicalGenome, genomeHash } from '../../shared/genome/identity.ts';
import { DEFAULT_SPACE } from '../../shared/genome/kinds/kinds.ts';
import { type MlpGenome, mlpGenomeSchema } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { mlpKind } from '../../shared/genome/kinds/mlp/mlp-kind.ts';
import {
  isWithinLimits,
  mutateWithinLimits,
  randomWithinLimits,
} from '../../shared/genome/operators/within-limits.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import { smallDataset } from '../training/small-dataset.ts';

const TASK = { shape: { height: 28, width: 28, channels: 1 }, classes: 10 };
const GENOME = {
  layers: [
    { units: 8, activation: 'relu', dropout: 0.25 },
    { units: 4, activation: 'tanh' },
  ],
  optimizer: { kind: 'adam', learningRate: 0.01, weightDecay: 0.001 },
};

/** Values that hide in files. */
const oddity = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    'relu',
    'log',
    0,
    -0,
    1,
    -1,
    0.5,
    Number.POSITIVE_INFINITY,
    5e-324,
    Number.NaN,
    2 ** 53,
    42n,
    undefined,
    new Date(0),
    '\ud800',
    [],
    {},
  ),
  fc.integer({ min: -10, max: 2000 }),
  fc.double(),
  fc.string({ maxLength: 8 }),
);

/** One change somewhere: a value, a name, a thing left out, a thing too many. */
const damage = fc.record({
  place: fc.nat(),
  kind: fc.constantFrom('value', 'value', 'value', 'rename', 'remove', 'add', 'copy'),
  value: oddity,
  name: fc.constantFrom('units', 'min', 'max', 'when', 'kind', 'id', '__proto__', 'découpe', ''),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(value: unknown, changes: readonly Damage[]): unknown {
  const copy = { root: structuredClone(value) } as Record<string, unknown>;
  for (const change of changes) {
    const places = placesOf(copy);
    const { holder, key } = places[change.place % places.length]!;
    if (change.kind === 'value') holder[key] = change.value;
    if (change.kind === 'copy') holder[key] = structuredClone(copy.root);
    if (change.kind === 'add') define(holder, change.name, change.value);
    if (change.kind === 'remove' && holder !== copy) delete holder[key];
    if (change.kind === 'rename' && holder !== copy) {
      const moved = holder[key];
      delete holder[key];
      define(holder, change.name, moved);
    }
  }
  return copy.root;
}

/** As JSON.parse does: `__proto__` is a name like any other. */
function define(holder: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(holder, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function placesOf(
  holder: Record<string, unknown>,
): { holder: Record<string, unknown>; key: string }[] {
  return Object.entries(holder).flatMap(([key, value]) => [
    { holder, key },
    ...(typeof value === 'object' && value !== null
      ? placesOf(value as Record<string, unknown>)
      : []),
  ]);
}

/** What the check gives, or that it refused with words. */
function orWords<T>(check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInput);
    const { faults, message } = error as InvalidInput;
    expect(faults.length).toBeGreaterThan(0);
    for (const { path, value, allowed, problem = '' } of faults) {
      for (const words of [path, value, allowed + problem]) expect(words.trim()).not.toBe('');
    }
    expect(message).not.toMatch(/\n\s+at /);
    return undefined;
  }
}

describe('damaged at random', () => {
  it('a space can be searched, or is refused', { timeout: 120_000 }, () => {
    let valid = 0;
    fc.assert(
      fc.property(
        fc.array(damage, { minLength: 1, maxLength: 3 }),
        fc.nat(1000),
        (changes, seed) => {
          const space = orWords(() => checkSpace(damaged(DEFAULT_SPACE, changes), TASK));
          if (space === undefined) return;
          valid += 1;
          let genome = randomWithinLimits(space, TASK, { seed, generation: 0, slot: 0 }).genome;
          for (let generation = 1; generation < 6; generation += 1) {
            const place = { seed, generation, slot: 0 };
            genome = mutateWithinLimits(genome, space, TASK, place).genome;
            if (space.kind === 'mlp') mlpGenomeSchema.parse(genome);
            expect(isWithinLimits(genome, space.limits, TASK)).toBe(true);
            expect(genomeHash(genome)).toBe(genomeHash(canonicalGenome(genome)));
          }
        },
      ),
      { numRuns: 50, seed: 6 },
    );
    // Damage that always refuses, or never, would show nothing.
    expect(valid).toBeGreaterThan(5);
    expect(valid).toBeLessThan(45);
  });

  it('a genome is trained, or is refused', { timeout: 120_000 }, async () => {
    const data = smallDataset();
    const task = taskOf(data);
    let trained = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async (changes) => {
        const genome = orWords(
          () => parseInput(mlpKind.genomeSchema, damaged(GENOME, changes)) as MlpGenome,
        );
        if (genome === undefined || genomeCost(genome as never, task)!.parameters > 1e5) return;
        const canonical = canonicalGenome(genome as never) as unknown as MlpGenome;
        const budget = { examples: 128, schedule: 'constant' } as const;
        const request = { genome: canonical, budget, evaluationSeed: '1' };
        const { status, objectives } = await onnxTrainer().train(request, data);
        expect(['completed', 'diverged']).toContain(status);
        expect(objectives === null).toBe(status === 'diverged');
        trained += 1;
      }),
      { numRuns: 300, seed: 6 },
    );
    expect(trained).toBeGreaterThan(20);
  });
});
