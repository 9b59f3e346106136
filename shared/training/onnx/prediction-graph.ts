// The graph of prediction: class probabilities of a batch of images.
import type { MlpGenome } from '../../genome/kinds/mlp/mlp-genome.ts';
import { GraphBuilder } from './graph-builder.ts';
import { forward } from './network.ts';
import { encodeModel } from './onnx-model.ts';
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
  const pixels = normalise(graph, images, problem);
  const { logits } = forward(graph, genome, layersOf(tensors, values), pixels);
  const rows = graph.op('Transpose', [logits], { perm: { ints: [1, 0] } });
  const probabilities = graph.op('Softmax', [rows], { axis: { int: 1 } });
  graph.output('probabilities', probabilities, 'float32', ['rows', problem.classes]);
  return encodeModel(graph.build('prediction'));
}

/** True for weights and biases, false for what an optimizer keeps. */
export function isParameter(name: string): boolean {
  return /^layer\d+\.(weight|bias)$/.test(name);
}
