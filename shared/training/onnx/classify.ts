// Runs a shipped classifier: a model file that takes `images` and gives `probabilities`.
import { onnxRuntime, openSession } from './onnx-session.ts';

/**
 * Class probabilities by a model file, shape [count, classes].
 * @param images shape [count, pixels], one byte a pixel
 */
export async function classify(
  model: Uint8Array,
  images: Uint8Array,
  pixels: number,
): Promise<Float32Array> {
  const { Tensor } = await onnxRuntime();
  const session = await openSession(model);
  try {
    const input = new Tensor('uint8', images, [images.length / pixels, pixels]);
    const { probabilities } = await session.run({ images: input });
    return probabilities?.data as Float32Array;
  } finally {
    await session.release();
  }
}
