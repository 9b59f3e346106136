// The network of a genome, and its cost beside the formula of dense layers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import { shapeInWords, type Task, valuesIn } from '../../shared/contracts/task.ts';
import { costliest } from '../../shared/genome/costliest.ts';
import {
  genomeCost,
  networkOf,
  refuseKind,
  trainedCost,
  trainedNetworkOf,
} from '../../shared/genome/genome-network.ts';
import { canonicalGenome } from '../../shared/genome/identity.ts';
import { DEFAULT_SPACE } from '../../shared/genome/kinds/kinds.ts';
import { randomise } from '../../shared/genome/operators/randomise.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { inferShapes } from '../../shared/network/infer-shapes.ts';
import { networkHash } from '../../shared/network/network.ts';

const IMAGES: Task = { shape: { height: 28, width: 28, channels: 1 }, classes: 10 };
const COLOURS: Task = { shape: { height: 4, width: 5, channels: 3 }, classes: 2 };
const ROWS: Task = { shape: { features: 7 }, classes: 3 };
const TASKS = [IMAGES, COLOURS, ROWS].map((task) => [shapeInWords(task.shape), task] as const);

const CUSTOM: Genome = { format: 1, kind: 'custom', x: 1 };
const PLAIN: Genome = {
  ...{ format: 1, kind: 'mlp', layers: [] },
  optimizer: { kind: 'sgd', learningRate: 0.01, weightDecay: 0 },
};

const drawn = fc
  .nat(1000)
  .map((seed) => randomise(DEFAULT_SPACE, { seed, generation: 0, slot: 0, attempt: 0 }));

/** Dense layers only: in·out weights and out biases each, 2·in·out operations an example. */
function denseCost(genome: Genome, { shape, classes }: Task) {
  const hidden = (genome.layers as unknown as { units: number }[]).map(({ units }) => units);
  const widths = [valuesIn(shape), ...hidden, classes];
  const weights = widths.slice(1).reduce((sum, out, index) => sum + widths[index]! * out, 0);
  const parameters = weights + widths.slice(1).reduce((sum, out) => sum + out, 0);
  const layers = hidden.length;
  return { parameters, layers, forwardFlops: 2 * weights, bytes: 4 * parameters };
}

describe.each(TASKS)('the network of an mlp genome on %s', (_, task) => {
  it('reads one example, ends in one logit for each class, and costs what dense layers cost', () => {
    fc.assert(
      fc.property(drawn, (genome) => {
        const network = networkOf(genome, task)!;
        const nodes = inferShapes(network);
        expect(network.task).toEqual(task);
        expect([nodes[0]!.shape, nodes.at(-1)!.shape]).toEqual([
          task.shape,
          { features: task.classes },
        ]);
        expect(genomeCost(genome, task)).toEqual(denseCost(genome, task));
      }),
      { numRuns: 50 },
    );
  });

  it('is that of the canonical genome', () => {
    fc.assert(
      fc.property(drawn, (genome) => {
        const canonical = networkOf(canonicalGenome(genome), task)!;
        expect(networkHash(networkOf(genome, task)!)).toBe(networkHash(canonical));
      }),
      { numRuns: 20 },
    );
  });

  it('without a hidden layer is one dense layer', () => {
    expect(genomeCost(PLAIN, task)).toEqual(denseCost(PLAIN, task));
    expect(genomeCost(PLAIN, task)!.layers).toBe(0);
  });
});

describe('a genome that only the code of a user can read', () => {
  it('has no network and no known cost', () => {
    expect([networkOf(CUSTOM, IMAGES), genomeCost(CUSTOM, IMAGES)]).toEqual([null, null]);
    const genes = {
      x: { type: 'integer' as const, scale: 'linear' as const, min: 1, max: 9, mutation: 0.1 },
    };
    expect(costliest({ format: 1, kind: 'custom', genes, limits: {} }, IMAGES)).toBeNull();
  });

  it('is rejected where a built-in engine is to train it, and by no other trainer', () => {
    expect(() => refuseKind('custom', 'onnx')).toThrow(InvalidInput);
    expect(() => refuseKind('custom', 'tfjs', 'genome.kind')).toThrow(
      'genome.kind: "custom" is not allowed; expected mlp; kind custom needs a trainer module (--trainer FILE) or evolve() of the library',
    );
    for (const engine of ['trainer', 'library']) {
      expect(() => refuseKind('custom', engine)).not.toThrow();
    }
    for (const engine of ['onnx', 'tfjs', 'trainer']) {
      expect(() => refuseKind('mlp', engine)).not.toThrow();
    }
  });
});

describe('the network that is trained', () => {
  it('is the genome’s for a built-in engine, and unknown for the code of a user', () => {
    for (const engine of ['onnx', 'tfjs']) {
      expect(trainedNetworkOf(PLAIN, engine, ROWS)).toEqual(networkOf(PLAIN, ROWS));
      expect(trainedCost(PLAIN, engine, ROWS)).toEqual(genomeCost(PLAIN, ROWS));
    }
    for (const engine of ['trainer', 'library']) {
      expect(trainedNetworkOf(PLAIN, engine, ROWS)).toBeNull();
      expect(trainedCost(PLAIN, engine, ROWS)).toBeNull();
    }
    expect(trainedCost(CUSTOM, 'onnx', ROWS)).toBeNull();
  });
});
