// Prediction and validation: batches of images in a few runs of one graph.
import type { OnnxBackendName } from '../../contracts/engine-choice.ts';
import type { Dataset, LabelledImages } from '../../data/dataset.ts';
import type { MlpGenome } from '../../genome/kinds/mlp/mlp-genome.ts';
import { type Score, scoreOf } from '../score.ts';
import { onnxRuntime, openSession } from './onnx-session.ts';
import { predictionModel } from './prediction-graph.ts';

/** Images of one product: enough for its kernel, few enough for the cache. */
const BATCH = 100;
/** Batches of one run, during which the thread does nothing else: less than half a second. */
const MAX_BATCHES = 50;

/** The runtime refuses shared memory: images that lie in it are copied, once. */
const copies = new WeakMap<Uint8Array, Uint8Array>();

type ImageForm = Pick<Dataset, 'pixels' | 'classes' | 'mean' | 'deviation'>;

/**
 * Class probabilities, shape [count, classes].
 * @param parameters weights and biases by name
 */
export async function predictProbabilities(
  genome: MlpGenome,
  parameters: ReadonlyMap<string, Float32Array>,
  images: Uint8Array,
  form: ImageForm,
  backend: OnnxBackendName,
): Promise<Float32Array> {
  const { Tensor } = await onnxRuntime();
  const { pixels, classes } = form;
  const count = images.length / pixels;
  const own = unshared(images);
  const session = await openSession(predictionModel(genome, form, parameters), backend);
  const probabilities = new Float32Array(count * classes);
  try {
    for (let from = 0, rows = 0, trips = 0; from < count; from += trips * rows) {
      rows = Math.min(BATCH, count - from);
      trips = Math.min(MAX_BATCHES, Math.floor((count - from) / rows));
      const part = own.subarray(from * pixels, (from + trips * rows) * pixels);
      const result = await session.run({
        trips: new Tensor('int64', BigInt64Array.of(BigInt(trips)), []),
        images: new Tensor('uint8', part, [trips, rows, pixels]),
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
  genome: MlpGenome,
  parameters: ReadonlyMap<string, Float32Array>,
  validation: LabelledImages,
  form: ImageForm,
  backend: OnnxBackendName,
): Promise<Score> {
  const { images } = validation;
  const rows = await predictProbabilities(genome, parameters, images, form, backend);
  return scoreOf(rows, validation, form.classes);
}
