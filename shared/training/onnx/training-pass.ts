// A whole network in training, forward and backward, from its ops. Prediction, which has no way back, is in
// prediction-pass.ts.
import type { InputForm } from '../../data/dataset.ts';
import { inferShapes, type ShapedNode } from '../../network/infer-shapes.ts';
import type { Network } from '../../network/network.ts';
import type { OpName } from '../../network/ops.ts';
import { backpropagate } from '../backpropagation.ts';
import { ofNode } from '../state-tensors.ts';
import { type Flow, settled, unsettled } from './flow.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import type { TrainingContext } from './op.ts';
import { onnxOp } from './ops.ts';

export interface TrainingPass {
  /** Shape [classes, batch]. */
  readonly logits: Value;
  /** Gradients of the parameters, weight decay included: by node, then by role. */
  readonly backward: (ofLogits: Value) => ReadonlyMap<string, Readonly<Record<string, Value>>>;
}

/**
 * @param examples as they are fed: uint8, [batch, values]
 * @param parameters by name
 * @param masks float32 0 or 1, [values, batch], by dropout node
 */
export function trainingPass(
  graph: GraphBuilder,
  network: Network,
  form: InputForm,
  examples: Value,
  parameters: ReadonlyMap<string, Value>,
  masks: ReadonlyMap<string, Value>,
): TrainingPass {
  const { weightDecay } = network.optimizer;
  const flows = new Map<string, Flow>();
  const contextOf = (node: ShapedNode) =>
    ({
      ...{ graph, node, examples, form, weightDecay },
      parameters: ofNode(node.parameters, parameters),
      mask: masks.get(node.id),
    }) as TrainingContext<OpName>;
  const inputsOf = ({ inputs }: ShapedNode) => inputs.map((id) => flows.get(id) as Flow);
  const nodes = inferShapes(network);
  for (const node of nodes) {
    flows.set(node.id, onnxOp(node.op).forward(contextOf(node), inputsOf(node)));
  }
  const output = flows.get(nodes.at(-1)?.id ?? '') as Flow;
  return {
    logits: settled(graph, output),
    backward: (ofLogits) =>
      backpropagate(
        network,
        unsettled(graph, output, ofLogits),
        (node, gradient, isWanted) => {
          const flow = flows.get(node.id) as Flow;
          const { backward } = onnxOp(node.op);
          return backward(contextOf(node), gradient, inputsOf(node), flow, isWanted);
        },
        (a, b) => graph.add(a, b),
      ),
  };
}
