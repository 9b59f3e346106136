// A network as blocks to draw: activations and dropout belong to the block that they follow. Small, since a page
// has one figure for each genome.
import { valuesIn } from '../contracts/task.ts';
import { inferShapes, type ShapedNode } from './infer-shapes.ts';
import type { Network } from './network.ts';
import type { Op } from './op.ts';
import type { Activation } from './ops/activation.ts';
import { OPS } from './ops.ts';

export interface FigureBlock {
  /** `dense 512`, `add`; `input` for the first block; empty where an activation or dropout is all of it. */
  readonly words: string;
  /** Numbers in the block's output for one example. */
  readonly values: number;
  readonly activation?: Activation;
  /** Rate above 0. */
  readonly dropout?: number;
  /** Places of the blocks that it reads; absent where it reads the block before it alone. */
  readonly inputs?: readonly number[];
}

/** The input first, the logits last. Each block comes after the blocks that it reads. */
export type NetworkFigure = readonly FigureBlock[];

export function networkFigure(network: Network): NetworkFigure {
  const nodes = inferShapes(network);
  const readers = new Map<string, number>();
  for (const id of nodes.flatMap(({ inputs }) => inputs)) {
    readers.set(id, (readers.get(id) ?? 0) + 1);
  }
  const blocks: FigureBlock[] = [];
  const placeOf = new Map<string, number>();
  for (const node of nodes) {
    const [only = ''] = node.inputs;
    const place = placeOf.get(only) ?? -1;
    const before = blocks[place];
    const isSoleReader = node.inputs.length === 1 && readers.get(only) === 1;
    const joined = before !== undefined && isSoleReader ? joinedTo(before, node) : null;
    if (joined !== null) {
      blocks[place] = joined;
      placeOf.set(node.id, place);
    } else {
      placeOf.set(node.id, blocks.length);
      blocks.push(blockOf(node, placeOf, blocks.length));
    }
  }
  return blocks;
}

/** Null where the node begins a block. */
function joinedTo(block: FigureBlock, node: ShapedNode): FigureBlock | null {
  switch (node.op) {
    case 'flatten':
      return block;
    case 'activation':
      return 'activation' in block || 'dropout' in block ? null : { ...block, ...node.settings };
    case 'dropout':
      return 'dropout' in block ? null : { ...block, ...dropoutOf(node.settings.rate) };
    default:
      return null;
  }
}

function blockOf(
  node: ShapedNode,
  placeOf: ReadonlyMap<string, number>,
  place: number,
): FigureBlock {
  const inputs = node.inputs.map((id) => placeOf.get(id) ?? 0);
  const isChained = inputs.length === 0 || (inputs.length === 1 && inputs[0] === place - 1);
  const placed = { values: valuesIn(node.shape), ...(isChained ? {} : { inputs }) };
  const alone = joinedTo({ words: '', ...placed }, node);
  if (alone?.activation !== undefined || alone?.dropout !== undefined) return alone;
  const words = (OPS[node.op] as Op<unknown>).inWords(node.settings).replace(/^ → /, '');
  return { words: words || node.op, ...placed };
}

function dropoutOf(rate: number): Pick<FigureBlock, 'dropout'> {
  return rate > 0 ? { dropout: rate } : {};
}
