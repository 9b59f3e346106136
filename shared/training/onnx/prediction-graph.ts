// The graph of prediction: class probabilities of a batch of images. Values lie as [rows, units],
// images as the left factor: the right one, which is packed on every call, is then the weights,
// smaller than the large batches here.
import type { MlpGenome } from '../../genome/kinds/mlp/mlp-genome.ts';
import { GraphBuilder } from './graph-builder.ts';
import { encodeModel } from './onnx-model.ts';
import { activations } from './operations/activations.ts';
import { normalise } from './operations/normalise.ts';
import { layersOf, type Problem, stateTensors } from './training-graph.ts';

/**
 * The model file of prediction.
 *
 * Inputs: `images` uint8 [rows, pixels] and the parameters under their names.
 * Output: `probabilities` float [rows, classes].
 */
export function predictionModel(genome: MlpGenome, problem: Problem): Uint8Array {
  const graph = new GraphBuilder();
  const images = graph.input('images', 'uint8', ['rows', problem.pixels]);
  const tensors = stateTensors(genome, problem).filter(({ name }) => isParameter(name));
  const values = tensors.map(({ name, shape }) => graph.input(name, 'float32', shape));
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
