// A network that was trained is shipped as ONNX and for TensorFlow.js: both must give what the engine
// that trained it gives.
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import { taskOf } from '../../shared/contracts/task.ts';
import { generatedDigits } from '../../shared/data/generated-digits/generated-digits.ts';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import { networkOf } from '../../shared/genome/genome-network.ts';
import type { Network } from '../../shared/network/network.ts';
import { onnxFile } from '../../shared/training/export/onnx-file.ts';
import { tfjsLayersModel } from '../../shared/training/export/tfjs-layers-model.ts';
import { trainedNetwork } from '../../shared/training/export/trained-network.ts';
import { classify } from '../../shared/training/onnx/classify.ts';
import { onnxEngine } from '../../shared/training/onnx/onnx-trainer.ts';

const { manifest, read } = generatedDigits();
const { dataset } = await loadDataset(manifest, read);
const images = Uint8Array.from(dataset.validation.images.subarray(0, 1000 * 784));

const hidden = (activation: string, dropout = 0) => ({ units: 24, activation, dropout });
const NETWORKS = {
  'no hidden layer': [],
  linear: [hidden('linear')],
  'tanh and sigmoid': [hidden('tanh', 0.2), hidden('sigmoid')],
  'relu, elu and dropout': [hidden('relu', 0.5), hidden('elu', 0.1), hidden('relu')],
};

describe('a shipped network', () => {
  it.each(Object.entries(NETWORKS))(
    'with %s: ONNX and TensorFlow.js agree on 1,000 images',
    async (_, layers) => {
      const { network, checkpoint } = await trained(layers);
      const exported = trainedNetwork(network, checkpoint, manifest);
      const wanted = await onnxEngine().predict(network, checkpoint, images, dataset);
      const byOnnx = await classify(onnxFile(exported, {}), images, 784);
      const byTfjs = await predictedByTfjs(tfjsLayersModel(exported, {}));
      expect(furthest(wanted, byOnnx)).toBeLessThan(1e-4);
      expect(furthest(byOnnx, byTfjs)).toBeLessThan(1e-4);
      // Rows are probabilities of something that was learnt.
      expect(byOnnx.subarray(0, 10).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
      expect(Math.max(...byOnnx.subarray(0, 10))).toBeGreaterThan(0.2);
    },
  );
});

async function trained(layers: object[]): Promise<{ network: Network; checkpoint: Uint8Array }> {
  const optimizer = { kind: 'adam', learningRate: 0.003, weightDecay: 0 };
  const genome = { format: 1, kind: 'mlp', layers, optimizer } as unknown as Genome;
  const network = networkOf(genome, taskOf(dataset))!;
  const budget = { examples: 6400, schedule: 'constant' } as const;
  const request = { network, budget, evaluationSeed: '17' };
  const outcome = await onnxEngine().train(request, dataset, { keepCheckpoint: true });
  return { network, checkpoint: outcome.checkpoint! };
}

async function predictedByTfjs(model: {
  json: string;
  weights: Uint8Array;
}): Promise<Float32Array> {
  await tf.setBackend('cpu');
  const { modelTopology, weightsManifest } = JSON.parse(model.json);
  const artifacts = {
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }: { weights: object[] }) => weights),
    weightData: Uint8Array.from(model.weights).buffer,
  };
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  const input = tf.tensor2d(images, [1000, 784]);
  return (loaded.predict(input) as tf.Tensor).dataSync() as Float32Array;
}

function furthest(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
}
