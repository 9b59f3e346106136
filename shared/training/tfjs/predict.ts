// Prediction and validation, some rows at a time, with room for others between them.
import type { Tensor } from '@tensorflow/tfjs-core';
import { valuesIn } from '../../contracts/task.ts';
import type { InputForm } from '../../data/dataset.ts';
import { inferShapes } from '../../network/infer-shapes.ts';
import type { Network } from '../../network/network.ts';
import type { OpName } from '../../network/ops.ts';
import { ofNode } from '../state-tensors.ts';
import type { Tensorflow, TfjsBackend } from './backend.ts';
import type { PredictionContext } from './op.ts';
import { normalised } from './ops/input.ts';
import { tfjsOp } from './ops.ts';

/** Examples of one product. */
const ROWS = 250;

/** Parameters by role, as prediction takes them, by node. */
type Prepared = ReadonlyMap<string, Readonly<Record<string, Tensor>>>;

/**
 * Class probabilities of examples under a network's parameters.
 * @param parameters tensors of the backend by name, which stay the caller's
 * @returns shape [count, classes], row-major
 */
export async function predictProbabilities(
  { tf, use }: TfjsBackend,
  network: Network,
  parameters: ReadonlyMap<string, Tensor>,
  images: Uint8Array,
  form: InputForm,
): Promise<Float32Array> {
  const { classes } = form;
  const count = images.length / valuesIn(form.shape);
  const probabilities = new Float32Array(count * classes);
  use();
  const prepared: Prepared = new Map(
    inferShapes(network).map((node) => {
      const { prepare } = tfjsOp(node.op);
      return [node.id, prepare?.(tf, ofNode(node.parameters, parameters)) ?? {}];
    }),
  );
  try {
    for (let from = 0; from < count; from += ROWS) {
      const size = Math.min(ROWS, count - from);
      const rows = Int32Array.from({ length: size }, (_, row) => from + row);
      use();
      const part = tf.tidy(() =>
        probabilitiesOf(tf, network, prepared, normalised(tf, images, rows, form)).dataSync(),
      );
      probabilities.set(part as Float32Array, from * classes);
      await tf.nextFrame();
    }
    return probabilities;
  } finally {
    use();
    tf.dispose([...prepared.values()].flatMap((one) => Object.values(one)));
  }
}

/** Shape [rows, classes]. */
function probabilitiesOf(
  tf: Tensorflow,
  network: Network,
  prepared: Prepared,
  examples: Tensor,
): Tensor {
  const values = new Map<string, Tensor>();
  let last = examples;
  for (const node of inferShapes(network)) {
    const parameters = prepared.get(node.id) ?? {};
    const context = { tf, node, examples, parameters } as PredictionContext<OpName>;
    const inputs = node.inputs.map((id) => values.get(id) as Tensor);
    last = tfjsOp(node.op).predict(context, inputs);
    values.set(node.id, last);
  }
  return tf.softmax(last);
}
