// A trained network as a file of ONNX that any runtime opens: raw pixels in, probabilities out.
import { GraphBuilder } from '../onnx/graph-builder.ts';
import { encodeModel } from '../onnx/onnx-model.ts';
import { activations } from '../onnx/operations/activations.ts';
import { normalise } from '../onnx/operations/normalise.ts';
import type { TrainedNetwork } from './trained-network.ts';

/** Opset 13 has all operators here; ONNX 1.8 (2020) defines both numbers. */
export const ONNX_FORM = { opset: 13, irVersion: 7 } as const;

/** The least runtimes that load the file: docs/decisions/exports.md. onnxruntime-node has its binaries in the package. */
export const LEAST_ONNXRUNTIME = { python: '1.6.0', node: '1.10.0' } as const;

/**
 * The bytes of model.onnx.
 *
 * Input: `images`, uint8 [batch, pixels], one byte a pixel as it lies in a file. Output:
 * `probabilities`, float32 [batch, classes]; each row sums to 1.
 *
 * @param metadata names and values that the file carries along
 */
export function onnxFile(
  network: TrainedNetwork,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const { genome, layers, pixels, classes } = network;
  const graph = new GraphBuilder();
  const images = graph.input('images', 'uint8', ['batch', pixels]);
  let { value, scale } = normalise(graph, images, network);
  for (const [index, { weight, bias, inputs, outputs }] of layers.entries()) {
    const kernel = graph.tensor([outputs, inputs], weight, `layer${index}.weight`);
    const plus = graph.tensor([outputs], bias, `layer${index}.bias`);
    value = graph.gemm(value, kernel, { transB: true, alpha: scale, plus });
    scale = 1;
    const gene = genome.layers[index];
    if (gene !== undefined) value = activations[gene.activation].forward(graph, value);
  }
  const probabilities = graph.op('Softmax', [value], { axis: { int: 1 } });
  graph.output('probabilities', probabilities, 'float32', ['batch', classes.length]);
  const description =
    'images: uint8, one byte per pixel; probabilities: one per class, softmax applied';
  const labels = { classes: JSON.stringify(classes) };
  return encodeModel(graph.build('champion'), {
    ...ONNX_FORM,
    description,
    metadata: { ...metadata, ...labels },
  });
}
