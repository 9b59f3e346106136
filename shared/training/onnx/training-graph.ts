// The graph of a training segment: a Loop whose body is one optimizer step.

import { BATCH_SIZE } from '../../contracts/budget.ts';
import { valuesIn } from '../../contracts/task.ts';
import type { InputForm } from '../../data/dataset.ts';
import type { Network } from '../../network/network.ts';
import { maskedNodes } from '../engine.ts';
import { MAX_LOSS, type StateTensor, stateTensors, tensorName } from '../state-tensors.ts';
import { GraphBuilder, type Port, type Value } from './graph-builder.ts';
import { encodeModel, type OnnxGraph } from './onnx-model.ts';
import { nth } from './optimizers/optimizer.ts';
import { optimizers } from './optimizers/optimizers.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { trainingPass } from './training-pass.ts';

/** The name of a node's masks among the inputs. */
export function maskName(node: string): string {
  return `${node}.mask`;
}

/**
 * The model file of a training segment.
 *
 * Inputs: `trips` int64; `examples` uint8 [steps, 64, values]; `labels` int32 [steps, 64]; `<node>.mask`
 * uint8 [steps, values, 64] for dropout nodes that drop something; `scalar<i>` float [steps]; `identity` float
 * [classes, classes]; and every state tensor under its name.
 * Outputs: every state tensor under its name with `.next`, and `losses` float [steps made].
 */
export function trainingModel(network: Network, form: InputForm): Uint8Array {
  return encodeModel(trainingGraph(network, form));
}

function trainingGraph(network: Network, form: InputForm): OnnxGraph {
  const graph = new GraphBuilder();
  const { classes } = form;
  const trips = graph.input('trips', 'int64', []);
  const examples = graph.input('examples', 'uint8', ['steps', BATCH_SIZE, valuesIn(form.shape)]);
  const labels = graph.input('labels', 'int32', ['steps', BATCH_SIZE]);
  const identity = graph.input('identity', 'float32', [classes, classes]);
  const scalars = optimizers[network.optimizer.name]
    .scalars(0, 1)
    .map((_, index) => graph.input(`scalar${index}`, 'float32', ['steps']));
  const masks = maskedNodes(network).map(({ node: { id, shape } }) => {
    return { id, mask: graph.input(maskName(id), 'uint8', ['steps', valuesIn(shape), BATCH_SIZE]) };
  });
  const tensors = stateTensors(network);
  const starts = tensors.map((tensor) => graph.input(tensorName(tensor), 'float32', tensor.shape));

  const body = new GraphBuilder(graph);
  const step = body.input('step', 'int64', []);
  body.input('goOn', 'bool', []);
  const state = tensors.map((tensor) =>
    body.input(`${tensorName(tensor)}.now`, 'float32', tensor.shape),
  );
  const parameters = new Map(
    tensors.map((tensor, index) => [tensorName(tensor), nth(state, index)]),
  );
  const ofStep = new Map(
    masks.map(({ id, mask }) => [id, body.cast(body.row(mask, step), 'float32')]),
  );
  const pass = trainingPass(body, network, form, body.row(examples, step), parameters, ofStep);
  const { loss, gradient } = softmaxCrossEntropy(
    body,
    pass.logits,
    body.row(labels, step),
    identity,
    BATCH_SIZE,
  );
  const gradients = pass.backward(gradient);
  const stepScalars = scalars.map((scalar) => body.row(scalar, step));
  const next = updates(body, network, tensors, state, gradients, stepScalars);
  // NaN compares false, so the loop ends on it as well.
  body.result(body.op('LessOrEqual', [loss, body.scalar(MAX_LOSS)]), 'bool', []);
  for (const [index, { shape }] of tensors.entries()) {
    body.result(nth(next, index), 'float32', shape);
  }
  body.result(loss, 'float32', []);

  const results = graph.loop(trips, graph.bool(true), starts, body, tensors.length + 1);
  for (const [index, tensor] of tensors.entries()) {
    graph.output(`${tensorName(tensor)}.next`, nth(results, index), 'float32', tensor.shape);
  }
  graph.output('losses', nth(results, tensors.length), 'float32', ['made']);
  return graph.build('training');
}

/** The state after the step, in the order of the tensors. */
function updates(
  body: GraphBuilder,
  { optimizer: { name } }: Network,
  tensors: readonly StateTensor[],
  state: readonly Port[],
  gradients: ReadonlyMap<string, Readonly<Record<string, Value>>>,
  scalars: readonly Value[],
): Value[] {
  const optimizer = optimizers[name];
  return tensors.flatMap((tensor, index) => {
    if (tensor.slot !== null) return [];
    const gradient = gradients.get(tensor.node)?.[tensor.role];
    if (gradient === undefined) throw new RangeError(`no gradient for ${tensorName(tensor)}`);
    const next = tensors.slice(index + 1).findIndex(({ slot }) => slot === null);
    const slots = state.slice(index + 1, next < 0 ? undefined : index + 1 + next);
    const updated = optimizer.update(body, nth(state, index), gradient, slots, scalars);
    return [updated.parameter, ...updated.slots];
  });
}
