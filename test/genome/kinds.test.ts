// What every kind of the registry promises, and that the default space is a list of its own.
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import { type SearchSpace, searchSpaceSchema } from '../../shared/contracts/search-space.ts';
import { checkSpace } from '../../shared/genome/check-space.ts';
import { networkOf } from '../../shared/genome/genome-network.ts';
import { canonicalGenome, genomeHash } from '../../shared/genome/identity.ts';
import { DEFAULT_SPACE, KINDS } from '../../shared/genome/kinds/kinds.ts';
import { kindOf } from '../../shared/genome/kinds/registry.ts';
import { randomise } from '../../shared/genome/operators/randomise.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { inferShapes } from '../../shared/network/infer-shapes.ts';
import { networkHash } from '../../shared/network/network.ts';

const TASKS = [
  { shape: { height: 6, width: 5, channels: 3 }, classes: 4 },
  { shape: { features: 12 }, classes: 2 },
];
/** A space of each kind that has none to assume. */
const SPACES: Readonly<Record<string, SearchSpace>> = {
  custom: searchSpaceSchema.parse({
    kind: 'custom',
    genes: {
      parts: {
        type: 'list',
        length: { min: 1, max: 3 },
        genes: { isOn: { type: 'categorical', values: [true, false] } },
      },
      tuning: { type: 'group', genes: { rate: { type: 'real', min: 0, max: 1 } } },
    },
  }),
};

it('the registry finds each kind by its name', () => {
  expect(KINDS.map(({ name }) => name)).toEqual(['mlp', 'custom']);
  for (const kind of KINDS) expect(kindOf(kind.name)).toBe(kind);
});

it.each([
  ['mpl', 'space.kind: "mpl" is not allowed; expected mlp or custom; did you mean mlp?'],
  ['toString', 'space.kind: "toString" is not allowed; expected mlp or custom'],
  [7, 'space.kind: 7 is not allowed; expected mlp or custom'],
])('the registry rejects the kind %j', (name, words) => {
  expect(() => kindOf(name, 'space.kind')).toThrow(InvalidInput);
  expect(() => kindOf(name, 'space.kind')).toThrow(words);
});

describe.each(KINDS.map((kind) => [kind.name, kind] as const))('the kind %s', (name, kind) => {
  const space = kind.defaultSpace ?? SPACES[name]!;
  const genomes = Array.from({ length: 30 }, (_, seed) =>
    randomise(space, { seed, generation: 0, slot: 0, attempt: 0 }),
  );

  it('accepts every genome of its space, whole as it is', () => {
    for (const task of TASKS) expect(checkSpace(space, task).kind).toBe(name);
    for (const genome of genomes) expect(kind.genomeSchema.parse(genome)).toEqual(genome);
  });

  it('has one canonical form, which is a genome of its own form and has no ids', () => {
    for (const genome of genomes) {
      const canonical = canonicalGenome(genome);
      expect(kind.genomeSchema.parse(canonical)).toEqual(canonical);
      expect(canonicalGenome(canonical)).toEqual(canonical);
      expect(genomeHash(withOtherIds(genome))).toBe(genomeHash(genome));
    }
    expect(new Set(genomes.map(genomeHash)).size).toBeGreaterThan(10);
  });

  it('describes a network of the canonical form, or none of any genome', () => {
    for (const task of TASKS) {
      for (const genome of genomes) {
        const network = networkOf(genome, task);
        expect(network === null).toBe(kind.network === undefined);
        if (network === null) continue;
        expect(networkHash(networkOf(withOtherIds(genome), task)!)).toBe(networkHash(network));
        expect(inferShapes(network).at(-1)!.shape).toEqual({ features: task.classes });
      }
    }
  });
});

describe('the default space', () => {
  afterEach(() => {
    vi.doUnmock('../../shared/network/optimizer.ts');
    vi.doUnmock('../../shared/network/ops/activation.ts');
    vi.resetModules();
  });

  it('is not enlarged by an optimizer or an activation that is added to the registries', async () => {
    vi.resetModules();
    vi.doMock('../../shared/network/optimizer.ts', async (original) => {
      const real = await original<typeof import('../../shared/network/optimizer.ts')>();
      return { ...real, OPTIMIZERS: [...real.OPTIMIZERS, 'lion'] };
    });
    vi.doMock('../../shared/network/ops/activation.ts', async (original) => {
      const real = await original<typeof import('../../shared/network/ops/activation.ts')>();
      return { ...real, ACTIVATIONS: [...real.ACTIVATIONS, 'swish'] };
    });
    const later = await import('../../shared/genome/kinds/kinds.ts');
    const genome = {
      layers: [{ units: 8, activation: 'swish' }],
      optimizer: { kind: 'lion', learningRate: 0.01 },
    };
    const accepts = (kinds: typeof KINDS) => kinds[0]!.genomeSchema.safeParse(genome).success;
    expect([accepts(KINDS), accepts(later.KINDS)]).toEqual([false, true]);
    expect(later.DEFAULT_SPACE).not.toBe(DEFAULT_SPACE);
    expect(later.DEFAULT_SPACE).toEqual(DEFAULT_SPACE);
  });
});

/** The same genome, its parts named otherwise. */
function withOtherIds(genome: Genome): Genome {
  const text = JSON.stringify(genome, (key, value) => (key === 'id' ? `${value}x` : value));
  return JSON.parse(text) as Genome;
}
