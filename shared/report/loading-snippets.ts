// How a shipped champion is loaded: the model card's own snippets, which test/report runs as they stand.

export interface LoadingSnippet {
  readonly title: string;
  /** As a Markdown fence names it. */
  readonly language: 'python' | 'js' | 'html';
  readonly code: string;
}

/** @param pixels of an image */
export function loadingSnippets(pixels: number): readonly LoadingSnippet[] {
  return [
    {
      title: 'Python',
      language: 'python',
      code: `# pip install numpy onnxruntime
import numpy as np
import onnxruntime

images = np.zeros((1, ${pixels}), dtype=np.uint8)  # a row an image, a byte a pixel
session = onnxruntime.InferenceSession("model.onnx")
[probabilities] = session.run(["probabilities"], {"images": images})
print(probabilities.argmax(axis=1).tolist())`,
    },
    {
      title: 'Node',
      language: 'js',
      code: `// npm install onnxruntime-node --ignore-scripts; in a file that ends with .mjs
import { InferenceSession, Tensor } from 'onnxruntime-node';

const images = new Uint8Array(${pixels}); // one image after the other, a byte a pixel
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
      code: `<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0"></script>
<script type="module">
  const images = tf.zeros([1, ${pixels}], 'int32'); // a row an image, pixels 0 to 255
  const model = await tf.loadLayersModel('tfjs/model.json');
  const predicted = model.predict(images).argMax(1).dataSync();
  document.body.append(JSON.stringify(Array.from(predicted)));
</script>`,
    },
  ];
}
