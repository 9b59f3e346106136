// The backward pass of a whole network, the same for every engine: nodes in reverse order, the gradients of a value
// that several nodes read added up. Source: Rumelhart, Hinton and Williams (1986); reverse-mode differentiation.
import { inferShapes, type ShapedNode } from '../network/infer-shapes.ts';
import type { Network } from '../network/network.ts';

/** What the backward pass of one node gives. */
export interface NodeGradients<Value> {
  /** ∂L/∂input, in the order of the node's inputs; undefined where `isWanted` says no. */
  readonly inputs: readonly (Value | undefined)[];
  /** ∂L/∂parameter by role. */
  readonly parameters: Readonly<Record<string, Value>>;
}

/** The backward pass of a node. @param isWanted of each input: whether a gradient must reach it */
export type BackwardOf<Value> = (
  node: ShapedNode,
  gradient: Value,
  isWanted: readonly boolean[],
) => NodeGradients<Value>;

/**
 * @param ofOutput ∂L/∂logits
 * @param add the sum of two gradients
 * @returns the gradients of all parameters: by node, then by role
 */
export function backpropagate<Value>(
  network: Network,
  ofOutput: Value,
  backward: BackwardOf<Value>,
  add: (a: Value, b: Value) => Value,
): ReadonlyMap<string, Readonly<Record<string, Value>>> {
  const nodes = inferShapes(network);
  const isTrained = new Map(nodes.map((node) => [node.id, node.isTrained]));
  const gradients = new Map<string, Value>();
  const parameters = new Map<string, Readonly<Record<string, Value>>>();
  const output = nodes.at(-1);
  if (output !== undefined) gradients.set(output.id, ofOutput);
  for (const node of nodes.toReversed()) {
    const gradient = gradients.get(node.id);
    // Nothing reads the node, or nothing before it is trained.
    if (gradient === undefined || !node.isTrained) continue;
    const isWanted = node.inputs.map((id) => isTrained.get(id) === true);
    const found = backward(node, gradient, isWanted);
    if (node.parameters.length > 0) parameters.set(node.id, found.parameters);
    for (const [index, id] of node.inputs.entries()) {
      const ofInput = found.inputs[index];
      if (ofInput === undefined || !isWanted[index]) continue;
      const known = gradients.get(id);
      gradients.set(id, known === undefined ? ofInput : add(known, ofInput));
    }
  }
  return parameters;
}
