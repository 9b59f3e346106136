// Shapes and parameters of every node, from the task and the ops.
import { type Shape, shapeInWords, valuesIn } from '../contracts/task.ts';
import type { Network, NetworkNode, NodeOf } from './network.ts';
import type { Op, OpParameter } from './op.ts';
import { OPS, type OpName } from './ops.ts';

/** A trained tensor, named by its node and its role there. */
export interface Parameter extends OpParameter {
  readonly node: string;
}

interface Inferred {
  readonly inputShapes: readonly Shape[];
  readonly shape: Shape;
  readonly parameters: readonly Parameter[];
  readonly forwardFlops: number;
  /** Whether its value depends on a parameter, so that a gradient must reach it. */
  readonly isTrained: boolean;
}

export type ShapedNode = { readonly [Name in OpName]: NodeOf<Name> & Inferred }[OpName];
export type ShapedNodeOf<Name extends OpName> = Extract<ShapedNode, { readonly op: Name }>;

const known = new WeakMap<Network, readonly ShapedNode[]>();

/**
 * The nodes in their order, with what follows from the task.
 * @throws RangeError naming the node where the network is not one: an id twice, an input that no earlier node
 * gives, shapes that do not fit, a value that nothing reads, an end that is not one logit for each class
 */
export function inferShapes(network: Network): readonly ShapedNode[] {
  const found = known.get(network) ?? infer(network);
  known.set(network, found);
  return found;
}

function infer({ nodes, task }: Network): readonly ShapedNode[] {
  const shaped = new Map<string, ShapedNode>();
  for (const node of nodes) {
    if (shaped.has(node.id)) throw new RangeError(`two nodes have the id ${node.id}`);
    const inputs = node.inputs.map((id) => {
      const found = shaped.get(id);
      if (found === undefined)
        throw new RangeError(`${node.id} reads ${id}, which is no earlier node`);
      return found;
    });
    shaped.set(node.id, {
      ...node,
      ...naming(node, () => inferred(node, inputs, task)),
    } as ShapedNode);
  }
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const unread = nodes.slice(0, -1).find(({ id }) => !read.has(id));
  if (unread !== undefined) throw new RangeError(`no node reads ${unread.id}`);
  const all = [...shaped.values()];
  const last = all.at(-1);
  if (last === undefined || !('features' in last.shape) || valuesIn(last.shape) !== task.classes) {
    const end = last === undefined ? 'nothing' : shapeInWords(last.shape);
    throw new RangeError(
      `the network ends in ${end}; it needs ${task.classes} features, one per class`,
    );
  }
  return all;
}

function inferred(
  { id, op: name, settings }: NetworkNode,
  inputs: readonly ShapedNode[],
  task: Network['task'],
): Inferred {
  const op = OPS[name] as Op<unknown>;
  const { min, max } = op.arity;
  if (inputs.length < min || inputs.length > max) {
    throw new RangeError(`${name} does not read ${inputs.length} nodes`);
  }
  const inputShapes = inputs.map(({ shape }) => shape);
  const parameters = op
    .parameters(settings, inputShapes)
    .map((parameter) => ({ node: id, ...parameter }));
  return {
    inputShapes,
    shape: op.outputShape(settings, inputShapes, task),
    parameters,
    forwardFlops: op.forwardFlops(settings, inputShapes),
    isTrained: parameters.length > 0 || inputs.some(({ isTrained }) => isTrained),
  };
}

/** What an op infers of a node. @throws RangeError of the op, with the node named */
function naming<T>({ id }: NetworkNode, infer: () => T): T {
  try {
    return infer();
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${id}: ${error.message}`);
    throw error;
  }
}
