// The graph of prediction: class probabilities of a batch of images. Values lie as [rows, units], and
// the weights are part of the model and the right factor, which onnxruntime then packs once for all.
import type { MlpGenome } from '../../genome/kinds/mlp/mlp-genome.ts';
import { GraphBuilder } from './graph-builder.ts';
import { encodeModel } from './onnx-model.ts';
import { activations } from './operations/activations.ts';
import { normalise } from './operations/normalise.ts';
import { layersOf, type Problem, stateTensors } from './training-graph.ts';

/**
 * The model file of prediction.
 *
 * Input: `images` uint8 [rows, pixels]. Output: `probabilities` float [rows, classes].
 *
 * @param parameters weights and biases by name, as stateTensors has them
 */
export function predictionModel(
  genome: MlpGenome,
  problem: Problem,
  parameters: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const graph = new GraphBuilder();
  const images = graph.input('images', 'uint8', ['rows', problem.pixels]);
  const tensors = stateTensors(genome, problem).filter(({ name }) => isParameter(name));
  const values = tensors.map(({ name, shape }) => {
    const elements = parameters.get(name);
    if (elements === undefined) throw new RangeError(`no values for ${name}`);
    return graph.tensor(shape, elements);
  });
  let { value, scale } = normalise(graph, images, problem);
  for (const [index, { weight, bias }] of layersOf(tensors, values).entries()) {
    const biasRow = graph.op('Flatten', [bias], { axis: { int: 0 } });
    value = graph.gemm(value, weight, { transB: true, alpha: scale, plus: biasRow });
    scale = 1;
    const gene = genome.layers[index];
    if (gene !== undefined) value = activations[gene.activation].forward(graph, value);
  }
  const probabilities = graph.op('Softmax', [value], { axis: { int: 1 } });
  graph.output('probabilities', probabilities, 'float32', ['rows', problem.classes]);
  return encodeModel(graph.build('prediction'));
}

/** True for weights and biases, false for what an optimizer keeps. */
export function isParameter(name: string): boolean {
  return /^layer\d+\.(weight|bias)$/.test(name);
}
