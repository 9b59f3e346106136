// The graph of prediction: class probabilities of examples, batch by batch. Values lie as [rows, values].
import { valuesIn } from '../../contracts/task.ts';
import type { InputForm } from '../../data/dataset.ts';
import type { Network } from '../../network/network.ts';
import { GraphBuilder } from './graph-builder.ts';
import { encodeModel } from './onnx-model.ts';
import { nth } from './optimizers/optimizer.ts';
import { predictionPass } from './prediction-pass.ts';

/**
 * The model file of prediction.
 *
 * Inputs: `trips` int64; `examples` uint8 [trips, rows, values]. Output: `probabilities` float
 * [trips, rows, classes].
 *
 * @param parameters weights and biases by name
 */
export function predictionModel(
  network: Network,
  form: InputForm,
  parameters: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const graph = new GraphBuilder();
  const trips = graph.input('trips', 'int64', []);
  const examples = graph.input('examples', 'uint8', ['trips', 'rows', valuesIn(form.shape)]);

  const body = new GraphBuilder(graph);
  const trip = body.input('trip', 'int64', []);
  const goOn = body.input('goOn', 'bool', []);
  const batch = body.row(examples, trip);
  const logits = predictionPass(body, graph, network, form, batch, parameters);
  const probabilities = body.op('Softmax', [logits], { axis: { int: 1 } });
  body.result(body.op('Identity', [goOn]), 'bool', []);
  body.result(probabilities, 'float32', ['rows', form.classes]);

  const results = graph.loop(trips, graph.bool(true), [], body, 1);
  graph.output('probabilities', nth(results, 0), 'float32', ['trips', 'rows', form.classes]);
  return encodeModel(graph.build('prediction'));
}
