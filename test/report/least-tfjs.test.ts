// The least TensorFlow.js that the model card names loads an exported model and predicts what the engine
// predicts. A file of its own: two releases of TensorFlow.js in one process share their state.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Tfjs from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import { taskOf } from '../../shared/contracts/task.ts';
import { generatedDigits } from '../../shared/data/generated-digits/generated-digits.ts';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import { networkOf } from '../../shared/genome/genome-network.ts';
import { ACTIVATIONS } from '../../shared/network/ops/activation.ts';
import { loadingSnippets, REQUIREMENTS } from '../../shared/report/card/loading-snippets.ts';
import { LEAST_ONNXRUNTIME, ONNX_FORM } from '../../shared/training/export/onnx-file.ts';
import { LEAST_TFJS, tfjsLayersModel } from '../../shared/training/export/tfjs-layers-model.ts';
import { trainedNetwork } from '../../shared/training/export/trained-network.ts';
import { onnxEngine } from '../../shared/training/onnx/onnx-trainer.ts';
import { isOffline, npm, root } from '../packaging/npm.ts';

/** Of the package in npm's registry. */
const INTEGRITY =
  'khcARd3/872llL/oF4ouR40qlT71mylU66PGT8kHP/GJ5YKj44sv8lDRjU7lOVlJK7jsJFWEsNVHI3eMc/GWNQ==';
const COUNT = 100;

it('the least TensorFlow.js predicts what the engine predicts', async ({ skip }) => {
  const script = downloaded();
  if (script === null) skip('the npm registry cannot be reached');
  const tf: typeof Tfjs = createRequire(import.meta.url)(script!);
  await tf.setBackend('cpu');
  expect(tf.version.tfjs).toBe(LEAST_TFJS);

  const { manifest, read } = generatedDigits();
  const { dataset } = await loadDataset(manifest, read);
  const images = Uint8Array.from(dataset.validation.images.subarray(0, COUNT * 784));
  const layers = ACTIVATIONS.map((activation) => ({ units: 24, activation, dropout: 0.1 }));
  const optimizer = { kind: 'adam', learningRate: 0.003, weightDecay: 0 };
  const genome = { format: 1, kind: 'mlp', layers, optimizer } as unknown as Genome;
  const network = networkOf(genome, taskOf(dataset))!;
  const budget = { examples: 6400, schedule: 'constant' } as const;
  const request = { network, budget, evaluationSeed: '17' };
  const { checkpoint } = await onnxEngine().train(request, dataset, { keepCheckpoint: true });
  const wanted = await onnxEngine().predict(network, checkpoint!, images, dataset);
  const exported = tfjsLayersModel(trainedNetwork(network, checkpoint!, manifest), {});

  // Both files as a web server answers with them.
  const fetchFunc = async (url: unknown) =>
    String(url).endsWith('model.json')
      ? new Response(exported.json, { headers: { 'content-type': 'application/json' } })
      : new Response(Uint8Array.from(exported.weights));
  const model = await tf.loadLayersModel(tf.io.http('http://host/tfjs/model.json', { fetchFunc }));
  const rows = tf.tensor2d(Int32Array.from(images), [COUNT, 784], 'int32');
  const predicted = (model.predict(rows) as Tfjs.Tensor).dataSync() as Float32Array;

  expect(predicted).toHaveLength(COUNT * 10);
  const furthest = wanted.reduce(
    (most, value, n) => Math.max(most, Math.abs(value - predicted[n]!)),
    0,
  );
  expect(furthest).toBeLessThan(1e-4);
  expect(Math.max(...wanted.subarray(0, 10))).toBeGreaterThan(0.2);
});

it('the card and docs/exports.md state the least versions', () => {
  const page = readFileSync(join(root, 'docs/exports.md'), 'utf8');
  const { opset, irVersion } = ONNX_FORM;
  for (const words of [
    `TensorFlow.js ≥ ${LEAST_TFJS}`,
    `onnxruntime ≥ ${LEAST_ONNXRUNTIME.python} in Python`,
    `onnxruntime-node ≥ ${LEAST_ONNXRUNTIME.node} in Node`,
    `pset ${opset}, IR version ${irVersion}`,
  ]) {
    expect(page).toContain(words);
    expect(REQUIREMENTS.join('\n')).toContain(words);
  }
  const [python, node] = loadingSnippets({ height: 28, width: 28, channels: 1 });
  expect(python!.code).toContain(`numpy "onnxruntime>=${LEAST_ONNXRUNTIME.python}"\n`);
  expect(node!.code).toContain(`"onnxruntime-node@>=${LEAST_ONNXRUNTIME.node}" --ignore-scripts`);
});

/** tf.min.js of the least release, kept below .evolambda/; null where npm's registry is out of reach. */
function downloaded(): string | null {
  const home = join(root, '.evolambda', `tfjs-${LEAST_TFJS}`);
  const script = join(home, 'tf.min.cjs');
  if (existsSync(script)) return script;
  const aside = `${home}.building-${process.pid}`;
  mkdirSync(aside, { recursive: true });
  try {
    const wanted = ['pack', `@tensorflow/tfjs@${LEAST_TFJS}`, '--fetch-retries=0'];
    const packed = npm(root, [...wanted, '--pack-destination', aside]);
    if (isOffline(packed)) return null;
    expect(packed.status, packed.stderr).toBe(0);
    const archive = `tensorflow-tfjs-${LEAST_TFJS}.tgz`;
    const hash = createHash('sha512').update(readFileSync(join(aside, archive)));
    expect(hash.digest('base64'), archive).toBe(INTEGRITY);
    const member = 'package/dist/tf.min.js';
    execFileSync('tar', ['-xzf', archive, '--strip-components=2', member], { cwd: aside });
    // Node takes a .js file below this package's type for an ES module.
    renameSync(join(aside, 'tf.min.js'), join(aside, 'tf.min.cjs'));
    rmSync(join(aside, archive));
    rmSync(home, { recursive: true, force: true });
    renameSync(aside, home);
    return script;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
