// A whole network in prediction: logits of examples, as [batch, classes].
import type { InputForm } from '../../data/dataset.ts';
import { inferShapes } from '../../network/infer-shapes.ts';
import type { Network } from '../../network/network.ts';
import type { OpName } from '../../network/ops.ts';
import { parameterName } from '../state-tensors.ts';
import { type Flow, scaled } from './flow.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import type { PredictionContext } from './op.ts';
import { onnxOp } from './ops.ts';

/**
 * @param graph where the nodes are added
 * @param constants where the parameters become constants: the graph itself, or the one around a loop body
 * @param examples as they are fed: uint8, [batch, values]
 * @param parameters elements by name
 */
export function predictionPass(
  graph: GraphBuilder,
  constants: GraphBuilder,
  network: Network,
  form: InputForm,
  examples: Value,
  parameters: ReadonlyMap<string, Float32Array>,
): Value {
  const flows = new Map<string, Flow>();
  let logits: Flow | undefined;
  for (const node of inferShapes(network)) {
    const constant = (role: string, shape: readonly number[]) => {
      const name = parameterName({ node: node.id, role });
      const elements = parameters.get(name);
      if (elements === undefined) throw new RangeError(`no values for ${name}`);
      return constants.tensor(shape, elements, name);
    };
    const context = { graph, node, examples, form, constant } as PredictionContext<OpName>;
    const inputs = node.inputs.map((id) => flows.get(id) as Flow);
    logits = onnxOp(node.op).predict(context, inputs);
    flows.set(node.id, logits);
  }
  if (logits === undefined) throw new RangeError('the network has no nodes');
  return scaled(graph, logits);
}
