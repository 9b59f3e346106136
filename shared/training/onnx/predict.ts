// Prediction and validation: batches of images in a few runs of one graph.
import type { OnnxBackendName } from '../../contracts/engine-choice.ts';
import { valuesIn } from '../../contracts/task.ts';
import type { InputForm, LabelledImages } from '../../data/dataset.ts';
import type { Network } from '../../network/network.ts';
import { type Score, scoreOf } from '../score.ts';
import { onnxRuntime, openSession } from './onnx-session.ts';
import { predictionModel } from './prediction-graph.ts';

/** Images of one product: enough for its kernel, few enough for the cache. */
const BATCH = 100;
/** Batches of one run, during which the thread does nothing else: less than half a second. */
const MAX_BATCHES = 50;

/** The runtime refuses shared memory: images that lie in it are copied, once. */
const copies = new WeakMap<Uint8Array, Uint8Array>();

/**
 * Class probabilities, shape [count, classes].
 * @param parameters weights and biases by name
 */
export async function predictProbabilities(
  network: Network,
  parameters: ReadonlyMap<string, Float32Array>,
  images: Uint8Array,
  form: InputForm,
  backend: OnnxBackendName,
): Promise<Float32Array> {
  const { Tensor } = await onnxRuntime();
  const { classes } = form;
  const pixels = valuesIn(form.shape);
  const count = images.length / pixels;
  const own = unshared(images);
  const session = await openSession(predictionModel(network, form, parameters), backend);
  const probabilities = new Float32Array(count * classes);
  try {
    for (let from = 0, rows = 0, trips = 0; from < count; from += trips * rows) {
      rows = Math.min(BATCH, count - from);
      trips = Math.min(MAX_BATCHES, Math.floor((count - from) / rows));
      const part = own.subarray(from * pixels, (from + trips * rows) * pixels);
      const result = await session.run({
        trips: new Tensor('int64', BigInt64Array.of(BigInt(trips)), []),
        examples: new Tensor('uint8', part, [trips, rows, pixels]),
      });
      probabilities.set(result.probabilities?.data as Float32Array, from * classes);
    }
  } finally {
    await session.release();
  }
  return probabilities;
}

function unshared(images: Uint8Array): Uint8Array {
  if (!(images.buffer instanceof SharedArrayBuffer)) return images;
  const copy = copies.get(images) ?? images.slice();
  copies.set(images, copy);
  return copy;
}

export async function validate(
  network: Network,
  parameters: ReadonlyMap<string, Float32Array>,
  validation: LabelledImages,
  form: InputForm,
  backend: OnnxBackendName,
): Promise<Score> {
  const { images } = validation;
  const rows = await predictProbabilities(network, parameters, images, form, backend);
  return scoreOf(rows, validation, form.classes);
}
