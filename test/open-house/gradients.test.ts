// One step of residual networks against two independent gradients: finite differences in float64, and the automatic
// differentiation of TensorFlow.js. After the first step sgd's momentum and adam's first moment are the gradient.
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { EngineChoice } from '../../shared/contracts/engine-choice.ts';
import type { Genome } from '../../shared/contracts/genome.ts';
import { taskOf, valuesIn } from '../../shared/contracts/task.ts';
import { networkOf } from '../../shared/genome/genome-network.ts';
import { inferShapes } from '../../shared/network/infer-shapes.ts';
import type { Network } from '../../shared/network/network.ts';
import { sizeOf } from '../../shared/network/network-cost.ts';
import { decodeCheckpoint } from '../../shared/training/checkpoint.ts';
import { openEngine } from '../../shared/training/engines.ts';
import { parameterName, parametersOf, tensorName } from '../../shared/training/state-tensors.ts';
import { batchOrder, dropoutMask, initialValues } from '../../shared/training/streams.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { autodiffGradients } from '../training/autodiff.ts';
import {
  finiteDifferences,
  largestDifference,
  type MiniBatch,
  type Parameters,
  referenceLoss,
} from '../training/reference-network.ts';
import { smallDataset } from '../training/small-dataset.ts';
import { describeBackends } from '../training/tfjs-backends.ts';
import { NO_STEM, residualGenome } from './residual-genomes.ts';
import type { ResidualGenome } from './residual-kind/residual-genome.ts';

vi.mock('../../shared/genome/kinds/kinds.ts', async (original) => {
  const { withResidualKind } = await import('./with-residual-kind.ts');
  return withResidualKind(await original());
});

const data = smallDataset();
const SEED = 'ab12';
/** Of the largest gradient of the tensor, as in test/training/gradients.test.ts. */
const TOLERANCE = 2e-5;
const FIRST_STATE: Readonly<Record<string, string>> = {
  sgd: 'momentum',
  adam: 'scaledFirstMoment',
};
const GENOMES: Readonly<Record<string, ResidualGenome>> = {
  'two blocks': residualGenome(),
  'a first block that adds the examples': residualGenome({ ...NO_STEM, rule: 'adam' }),
  'a long branch beside a shorter one': residualGenome({
    width: 4,
    blocks: [{ long: 4, short: 2, curve: 'sigmoid', noise: 0.5 }],
  }),
};

function startOf(network: Network): Parameters {
  return Object.fromEntries(
    parametersOf(network).map((parameter) => {
      const name = parameterName(parameter);
      const values = new Float32Array(sizeOf(parameter.shape));
      return [name, Float64Array.from(initialValues(SEED, name, parameter.fanIn, values))];
    }),
  );
}

function firstBatch(network: Network): MiniBatch {
  const masks = inferShapes(network)
    .filter((node) => node.op === 'dropout')
    .map(({ id, shape, settings: { rate } }, stream) => {
      return [id, dropoutMask(SEED, stream, valuesIn(shape), rate, 0, 1)] as const;
    });
  return { data, rows: batchOrder(SEED, data.train.count, 0, 1), masks: new Map(masks) };
}

interface Oracles {
  readonly exact: Parameters;
  readonly automatic: Parameters;
}

const known = new Map<Network, Promise<Oracles>>();

/** Once for all engines. */
async function oraclesOf(network: Network): Promise<Oracles> {
  const start = startOf(network);
  const batch = firstBatch(network);
  return {
    exact: finiteDifferences(start, referenceLoss(network, batch)),
    automatic: await autodiffGradients(network, start, batch),
  };
}

async function gradientsOf(trainer: Trainer, genome: ResidualGenome) {
  const budget = { examples: 640, schedule: 'constant' } as const;
  const request = { genome, budget, evaluationSeed: SEED };
  const options = { stopAtStep: 1, keepCheckpoint: true };
  const { checkpoint } = await trainer.train(request, data, options);
  const { tensors, values } = decodeCheckpoint(checkpoint!);
  return new Map(tensors.map((tensor, index) => [tensorName(tensor), values[index]!]));
}

function gradientTests(choice: EngineChoice): void {
  let trainer: Trainer;
  beforeAll(async () => {
    ({ trainer } = await openEngine(choice));
  });

  test.each(networks)('%s', async (_, genome, network) => {
    const oracles = known.get(network) ?? oraclesOf(network);
    known.set(network, oracles);
    const { exact, automatic } = await oracles;
    const found = await gradientsOf(trainer, genome);
    const start = startOf(network);
    for (const [name, truth] of Object.entries(exact)) {
      const gradient = found.get(`${name}.${FIRST_STATE[genome.rule]}`)!;
      expect(gradient).toHaveLength(truth.length);
      const largest = Math.max(...truth.map(Math.abs));
      expect(largest).toBeGreaterThan(1e-4);
      const decayed = automatic[name]!.map(
        (value, index) => value + genome.decay * start[name]![index]!,
      );
      expect(largestDifference(gradient, truth)).toBeLessThan(TOLERANCE * largest);
      expect(largestDifference(gradient, decayed)).toBeLessThan(TOLERANCE * largest);
    }
  });
}

const networks = Object.entries(GENOMES).map(([name, genome]) => {
  const network = networkOf(genome as unknown as Genome, taskOf(data))!;
  return [name, genome, network] as const;
});

describe('onnx', () => gradientTests({ engine: 'onnx', backend: 'cpu' }));

describeBackends((name) => gradientTests({ engine: 'tfjs', backend: name }));
