// The page's own reader of the exported model: it must read as TensorFlow.js reads that very file, and as the
// network that was trained.
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import { taskOf } from '../../shared/contracts/task.ts';
import { generatedDigits } from '../../shared/data/generated-digits/generated-digits.ts';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import { networkOf } from '../../shared/genome/genome-network.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import type { Network } from '../../shared/network/network.ts';
import { pageModel } from '../../shared/report/page-model.ts';
import { readTfjsLayersModel } from '../../shared/training/export/read-tfjs-layers-model.ts';
import { tfjsLayersModel } from '../../shared/training/export/tfjs-layers-model.ts';
import { trainedNetwork } from '../../shared/training/export/trained-network.ts';
import { onnxEngine } from '../../shared/training/onnx/onnx-trainer.ts';

const { manifest, read } = generatedDigits();
const { dataset } = await loadDataset(manifest, read);
const COUNT = 120;
const images = Uint8Array.from(dataset.validation.images.subarray(0, COUNT * 784));

const hidden = (activation: string, units = 24) => ({ units, activation, dropout: 0 });
const NETWORKS = {
  'no hidden layer': [],
  'linear and sigmoid': [hidden('linear'), hidden('sigmoid')],
  'tanh, elu and relu': [hidden('tanh'), hidden('elu'), hidden('relu')],
};
/** More weights than are rounded to 16 bits. */
const LARGE = [hidden('relu', 1000)];

describe('an exported network read in the page', () => {
  it.each(Object.entries(NETWORKS))(
    'with %s: as TensorFlow.js reads it, and as it was trained',
    async (_, layers) => {
      const { network, checkpoint } = await trained(layers);
      const file = tfjsLayersModel(trainedNetwork(network, checkpoint, manifest), {});
      const ours = readAll(file.json, file.weights);
      const byEngine = await onnxEngine().predict(network, checkpoint, images, dataset);
      expect(furthest(ours, await predictedByTfjs(file.json, file.weights))).toBeLessThan(1e-4);
      expect(furthest(ours, byEngine)).toBeLessThan(1e-4);
      expect(rightOf(ours)).toBeGreaterThan(0.2);
    },
  );

  it.each([
    ['16 bits', [hidden('relu')], 'uint16', 1],
    ['8 bits', LARGE, 'uint8', 3],
  ])(
    'rounded to %s: as TensorFlow.js reads the rounded file, and almost as before',
    async (_, layers, dtype, most) => {
      const { network, checkpoint } = await trained(layers);
      const exact = tfjsLayersModel(trainedNetwork(network, checkpoint, manifest), {});
      const { json, weights } = inPage(network, checkpoint);
      const rounded = readAll(json, weights);
      expect(json).toContain(dtype);
      expect(furthest(rounded, await predictedByTfjs(json, weights))).toBeLessThan(1e-4);
      const before = predictionsOf(readAll(exact.json, exact.weights));
      const after = predictionsOf(rounded);
      expect(after.filter((one, n) => one !== before[n]).length).toBeLessThanOrEqual(most);
    },
  );

  it('refuses weights that are not its own, and an image of another size', async () => {
    const { network, checkpoint } = await trained([]);
    const { json, weights } = tfjsLayersModel(trainedNetwork(network, checkpoint, manifest), {});
    expect(() => readTfjsLayersModel(json, weights.subarray(4))).toThrow(Corrupt);
    expect(() => readTfjsLayersModel(json, weights).read(new Uint8Array(100))).toThrow(Corrupt);
    const other = json.replace('"Rescaling"', '"Conv2D"');
    expect(() => readTfjsLayersModel(other, weights)).toThrow(/Conv2D/);
  });
});

async function trained(layers: object[]) {
  const optimizer = { kind: 'adam', learningRate: 0.003, weightDecay: 0 };
  const genome = { format: 1, kind: 'mlp', layers, optimizer } as unknown as Genome;
  const network = networkOf(genome, taskOf(dataset))!;
  const budget = { examples: 3200, schedule: 'constant' } as const;
  const request = { network, budget, evaluationSeed: '17' };
  const outcome = await onnxEngine().train(request, dataset, { keepCheckpoint: true });
  return { network, checkpoint: outcome.checkpoint! };
}

function inPage(network: Network, checkpoint: Uint8Array) {
  const { json, weights } = pageModel(network, 'a', checkpoint, manifest);
  return { json, weights: new Uint8Array(Buffer.from(weights!, 'base64')) };
}

function readAll(json: string, weights: Uint8Array): Float32Array {
  const network = readTfjsLayersModel(json, weights);
  expect(network.inputs).toBe(784);
  const rows = Array.from({ length: COUNT }, (_, n) =>
    network.read(images.subarray(n * 784, (n + 1) * 784)),
  );
  return Float32Array.from(rows.flatMap((row) => [...row]));
}

async function predictedByTfjs(json: string, weights: Uint8Array): Promise<Float32Array> {
  await tf.setBackend('cpu');
  const { modelTopology, weightsManifest } = JSON.parse(json);
  const artifacts = {
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }: { weights: object[] }) => weights),
    weightData: Uint8Array.from(weights).buffer,
  };
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  const input = tf.tensor2d(images, [COUNT, 784]);
  return (loaded.predict(input) as tf.Tensor).dataSync() as Float32Array;
}

function predictionsOf(probabilities: Float32Array): number[] {
  const classes = probabilities.length / COUNT;
  return Array.from({ length: COUNT }, (_, n) => {
    const row = probabilities.subarray(n * classes, (n + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
}

function rightOf(probabilities: Float32Array): number {
  const { labels } = dataset.validation;
  return predictionsOf(probabilities).filter((one, n) => one === labels[n]).length / COUNT;
}

function furthest(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
}
