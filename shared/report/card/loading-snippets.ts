// How to load an exported network: minimum versions, and the model card's snippets, which
// test/cli/champion.test.ts runs unchanged.
import { type Shape, valuesIn } from '../../contracts/task.ts';
import { LEAST_ONNXRUNTIME, ONNX_FORM } from '../../training/export/onnx-file.ts';
import { LEAST_TFJS } from '../../training/export/tfjs-layers-model.ts';
import { TFJS_VERSION } from '../../training/identity.ts';
import { exampleNoun } from '../run-words.ts';

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

/** @param shape of one example */
export function loadingSnippets(shape: Shape): readonly LoadingSnippet[] {
  const values = valuesIn(shape);
  const noun = exampleNoun(shape);
  const examples = `${noun}s`;
  const byte = layoutInWords(shape);
  const inBrowser = 'features' in shape ? 'values' : 'pixels';
  return [
    {
      title: 'Python',
      language: 'python',
      code: `# pip install numpy "onnxruntime>=${LEAST_ONNXRUNTIME.python}"
import numpy as np
import onnxruntime

${examples} = np.zeros((1, ${values}), dtype=np.uint8)  # one row per ${noun}, ${byte}
session = onnxruntime.InferenceSession("model.onnx")
[probabilities] = session.run(["probabilities"], {"images": ${examples}})
print(probabilities.argmax(axis=1).tolist())`,
    },
    {
      title: 'Node',
      language: 'js',
      code: `// npm install "onnxruntime-node@>=${LEAST_ONNXRUNTIME.node}" --ignore-scripts (save this as a .mjs file)
import { InferenceSession, Tensor } from 'onnxruntime-node';

const ${examples} = new Uint8Array(${values}); // one ${noun} after the other, ${byte}
const session = await InferenceSession.create('model.onnx');
const input = new Tensor('uint8', ${examples}, [${examples}.length / ${values}, ${values}]);
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
  const ${examples} = tf.zeros([1, ${values}], 'int32'); // one row per ${noun}, ${inBrowser} 0 to 255
  const model = await tf.loadLayersModel('tfjs/model.json');
  const predicted = model.predict(${examples}).argMax(1).dataSync();
  document.body.append(JSON.stringify(Array.from(predicted)));
</script>`,
    },
  ];
}

function layoutInWords(shape: Shape): string {
  if ('features' in shape) return 'one byte per value';
  return shape.channels === 1 ? 'one byte per pixel' : 'one byte per value, channels last';
}
