// A residual network leaves as an ONNX file and as a layers model of TensorFlow.js: both, and the page's own reader of
// the second, give the probabilities of the trainer.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import type { Genome } from '../../shared/contracts/genome.ts';
import { taskOf, valuesIn } from '../../shared/contracts/task.ts';
import { networkOf } from '../../shared/genome/genome-network.ts';
import { openEngine } from '../../shared/training/engines.ts';
import { onnxFile } from '../../shared/training/export/onnx-file.ts';
import { readTfjsLayersModel } from '../../shared/training/export/read-tfjs-layers-model.ts';
import {
  type TfjsLayersModel,
  tfjsLayersModel,
} from '../../shared/training/export/tfjs-layers-model.ts';
import { trainedNetwork } from '../../shared/training/export/trained-network.ts';
import { classify } from '../../shared/training/onnx/classify.ts';
import { learnableDataset, NO_STEM, residualGenome } from './residual-genomes.ts';
import type { ResidualGenome } from './residual-kind/residual-genome.ts';

vi.mock('../../shared/genome/kinds/kinds.ts', async (original) => {
  const { withResidualKind } = await import('./with-residual-kind.ts');
  return withResidualKind(await original());
});

const data = learnableDataset();
const VALUES = valuesIn(data.shape);
const { images, count } = data.validation;
const GENOMES: Readonly<Record<string, ResidualGenome>> = {
  'a stem and two blocks': residualGenome(),
  'no stem': residualGenome(NO_STEM),
  'three blocks of each activation': residualGenome({
    blocks: [
      { long: 2, short: 2, curve: 'relu', noise: 0.1 },
      { long: 3, short: 0, curve: 'sigmoid', noise: 0 },
      { long: 1, short: 1, curve: 'linear', noise: 0.2 },
    ],
    rule: 'adam',
    speed: 0.01,
  }),
};

describe.each(Object.entries(GENOMES))('an exported network with %s', (_, genome) => {
  let wanted: Float32Array;
  let onnx: Uint8Array;
  let layers: TfjsLayersModel;

  beforeAll(async () => {
    const { trainer } = await openEngine({ engine: 'onnx', backend: 'cpu' });
    const budget = { examples: 3200, schedule: 'constant' } as const;
    const request = { genome, budget, evaluationSeed: '17' };
    const { checkpoint } = await trainer.train(request, data, { keepCheckpoint: true });
    wanted = await trainer.predict(genome, checkpoint!, images, data);
    const network = networkOf(genome as unknown as Genome, taskOf(data))!;
    const { shape, mean, deviation } = data;
    const classes = ['top', 'middle', 'bottom'];
    const manifest = { shape, classes, mean, deviation } as unknown as DatasetManifest;
    const trained = trainedNetwork(network, checkpoint!, manifest);
    onnx = onnxFile(trained, {});
    layers = tfjsLayersModel(trained, {});
    // Rows that a learned network tells apart.
    expect(Math.max(...wanted)).toBeGreaterThan(0.6);
    expect(Math.min(...wanted)).toBeLessThan(0.15);
  });

  it('gives the same probabilities as ONNX', async () => {
    expect(furthest(wanted, await classify(onnx, images, VALUES))).toBeLessThan(1e-5);
  });

  it('gives the same probabilities in TensorFlow.js', async () => {
    await tf.setBackend('cpu');
    const { modelTopology, weightsManifest } = JSON.parse(layers.json);
    const weightSpecs = weightsManifest.flatMap(({ weights }: { weights: object[] }) => weights);
    const weightData = Uint8Array.from(layers.weights).buffer;
    const artifacts = { modelTopology, weightSpecs, weightData };
    const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
    const predicted = model.predict(tf.tensor2d(images, [count, VALUES])) as tf.Tensor;
    expect(furthest(wanted, predicted.dataSync() as Float32Array)).toBeLessThan(1e-5);
  });

  it('gives the same probabilities in the page', () => {
    const { inputs, read } = readTfjsLayersModel(layers.json, layers.weights);
    expect(inputs).toBe(VALUES);
    const rows = Array.from({ length: count }, (_, row) =>
      read(images.subarray(row * VALUES, (row + 1) * VALUES)),
    );
    const found = Float32Array.from(rows.flatMap((row) => [...row]));
    expect(furthest(wanted, found)).toBeLessThan(1e-5);
  });
});

function furthest(a: Float32Array, b: Float32Array): number {
  expect(b).toHaveLength(a.length);
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
}
