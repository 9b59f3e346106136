// A trained network as a file of ONNX that any runtime opens: raw pixels in, probabilities out.
import { valuesIn } from '../../contracts/task.ts';
import { GraphBuilder } from '../onnx/graph-builder.ts';
import { encodeModel } from '../onnx/onnx-model.ts';
import { predictionPass } from '../onnx/prediction-pass.ts';
import type { TrainedNetwork } from './trained-network.ts';

/** Opset 13 has all operators here; ONNX 1.8 (2020) defines both numbers. */
export const ONNX_FORM = { opset: 13, irVersion: 7 } as const;

/** The least runtimes that load the file: docs/decisions/exports.md. onnxruntime-node has its binaries in the package. */
export const LEAST_ONNXRUNTIME = { python: '1.6.0', node: '1.10.0' } as const;

/**
 * The bytes of model.onnx.
 *
 * Input: `images`, uint8 [batch, values], one byte each as they lie in a file. Output:
 * `probabilities`, float32 [batch, classes]; each row sums to 1.
 *
 * @param metadata names and values that the file carries along
 */
export function onnxFile(
  trained: TrainedNetwork,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const { parameters, form, classNames } = trained;
  const graph = new GraphBuilder();
  const images = graph.input('images', 'uint8', ['batch', valuesIn(form.shape)]);
  const logits = predictionPass(graph, graph, trained.network, form, images, parameters);
  const probabilities = graph.op('Softmax', [logits], { axis: { int: 1 } });
  graph.output('probabilities', probabilities, 'float32', ['batch', form.classes]);
  const description =
    'images: uint8, one byte per pixel; probabilities: one per class, softmax applied';
  const labels = { classes: JSON.stringify(classNames) };
  return encodeModel(graph.build('champion'), {
    ...ONNX_FORM,
    description,
    metadata: { ...metadata, ...labels },
  });
}
