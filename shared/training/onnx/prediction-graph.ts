// The graph of prediction: class probabilities of images, batch by batch. Values lie as [rows, units],
// and the weights are part of the model and the right factor, which onnxruntime then packs once for all.
import type { MlpGenome } from '../../genome/kinds/mlp/mlp-genome.ts';
import { isParameter, stateTensors } from '../state-tensors.ts';
import { GraphBuilder, type Value } from './graph-builder.ts';
import { encodeModel } from './onnx-model.ts';
import { activations } from './operations/activations.ts';
import type { Dense, DenseInput } from './operations/dense.ts';
import { normalise } from './operations/normalise.ts';
import { nth } from './optimizers/optimizer.ts';
import { layersOf, type Problem } from './training-graph.ts';

/**
 * The model file of prediction.
 *
 * Inputs: `trips` int64; `images` uint8 [trips, rows, pixels]. Output: `probabilities` float
 * [trips, rows, classes].
 *
 * @param parameters weights and biases by name, as stateTensors has them
 */
export function predictionModel(
  genome: MlpGenome,
  problem: Problem,
  parameters: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const graph = new GraphBuilder();
  const trips = graph.input('trips', 'int64', []);
  const images = graph.input('images', 'uint8', ['trips', 'rows', problem.pixels]);
  const tensors = stateTensors(genome, problem).filter(({ name }) => isParameter(name));
  const values = tensors.map(({ name, shape }) => {
    const elements = parameters.get(name);
    if (elements === undefined) throw new RangeError(`no values for ${name}`);
    return graph.tensor(shape, elements);
  });

  const body = new GraphBuilder(graph);
  const trip = body.input('trip', 'int64', []);
  const goOn = body.input('goOn', 'bool', []);
  const batch = normalise(body, body.row(images, trip), problem);
  const logits = logitsOf(body, genome, layersOf(tensors, values), batch);
  const probabilities = body.op('Softmax', [logits], { axis: { int: 1 } });
  body.result(body.op('Identity', [goOn]), 'bool', []);
  body.result(probabilities, 'float32', ['rows', problem.classes]);

  const results = graph.loop(trips, graph.bool(true), [], body, 1);
  graph.output('probabilities', nth(results, 0), 'float32', ['trips', 'rows', problem.classes]);
  return encodeModel(graph.build('prediction'));
}

/** Shape [rows, classes]; there is no dropout in prediction. */
function logitsOf(
  graph: GraphBuilder,
  genome: MlpGenome,
  layers: readonly Dense[],
  images: DenseInput,
): Value {
  let { value, scale } = images;
  for (const [index, { weight, bias }] of layers.entries()) {
    const biasRow = graph.op('Flatten', [bias], { axis: { int: 0 } });
    value = graph.gemm(value, weight, { transB: true, alpha: scale, plus: biasRow });
    scale = 1;
    const gene = genome.layers[index];
    if (gene !== undefined) value = activations[gene.activation].forward(graph, value);
  }
  return value;
}
