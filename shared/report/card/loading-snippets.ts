// How to load an exported network: minimum versions, and the model card's snippets, which
// test/cli/champion.test.ts runs unchanged.
import { LEAST_ONNXRUNTIME, ONNX_FORM } from '../../training/export/onnx-file.ts';
import { LEAST_TFJS } from '../../training/export/tfjs-layers-model.ts';
import { TFJS_VERSION } from '../../training/identity.ts';

export interface LoadingSnippet {
  readonly title: string;
  /** As a Markdown fence names it. */
  readonly language: 'python' | 'js' | 'html';
  readonly code: string;
}

/** The oldest versions that load the files. */
export const REQUIREMENTS: readonly string[] = [
  `model.onnx: ONNX opset ${ONNX_FORM.opset}, IR version ${ONNX_FORM.irVersion}; onnxruntime ≥ ${LEAST_ONNXRUNTIME.python} in Python, onnxruntime-node ≥ ${LEAST_ONNXRUNTIME.node} in Node`,
  `tfjs/model.json: TensorFlow.js ≥ ${LEAST_TFJS} (it has the layer Rescaling)`,
];

/** @param pixels of an image */
export function loadingSnippets(pixels: number): readonly LoadingSnippet[] {
  return [
    {
      title: 'Python',
      language: 'python',
      code: `# pip install numpy "onnxruntime>=${LEAST_ONNXRUNTIME.python}"
import numpy as np
import onnxruntime

images = np.zeros((1, ${pixels}), dtype=np.uint8)  # one row per image, one byte per pixel
session = onnxruntime.InferenceSession("model.onnx")
[probabilities] = session.run(["probabilities"], {"images": images})
print(probabilities.argmax(axis=1).tolist())`,
    },
    {
      title: 'Node',
      language: 'js',
      code: `// npm install "onnxruntime-node@>=${LEAST_ONNXRUNTIME.node}" --ignore-scripts (save this as a .mjs file)
import { InferenceSession, Tensor } from 'onnxruntime-node';

const images = new Uint8Array(${pixels}); // one image after the other, one byte per pixel
const session = await InferenceSession.create('model.onnx');
const input = new Tensor('uint8', images, [images.length / ${pixels}, ${pixels}]);
const { probabilities } = await session.run({ images: input });
const [rows, classes] = probabilities.dims;
const predicted = Array.from({ length: rows }, (_, row) => {
  const scores = probabilities.data.subarray(row * classes, (row + 1) * classes);
  return scores.indexOf(Math.max(...scores));
});
console.log(JSON.stringify(predicted));`,
    },
    {
      title: 'Browser',
      language: 'html',
      code: `<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@${TFJS_VERSION}"></script>
<script type="module">
  const images = tf.zeros([1, ${pixels}], 'int32'); // one row per image, pixels 0 to 255
  const model = await tf.loadLayersModel('tfjs/model.json');
  const predicted = model.predict(images).argMax(1).dataSync();
  document.body.append(JSON.stringify(Array.from(predicted)));
</script>`,
    },
  ];
}
