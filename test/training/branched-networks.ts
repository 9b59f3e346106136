// Networks whose values are read by several nodes and summed: what no genome of kind mlp describes, and what the
// backward pass of any network must get right.
import { valuesIn } from '../../shared/contracts/task.ts';
import { randomStream } from '../../shared/kernel/random.ts';
import type { NetworkNode } from '../../shared/network/network.ts';
import { ACTIVATIONS } from '../../shared/network/ops/activation.ts';
import {
  activation,
  add,
  dense,
  dropout,
  flatten,
  input,
  SMALL_TASK,
} from '../network/network-of-nodes.ts';

/** A row of features from the image. */
const START = [input(), flatten('flat', 'input')];

/** By what is special about them; all for SMALL_TASK. */
export const BRANCHED: Readonly<Record<string, readonly NetworkNode[]>> = {
  'a skip connection': [
    ...START,
    dense('a', 'flat', 6),
    activation('b', 'a', 'tanh'),
    dense('c', 'b', 6),
    add('d', 'b', 'c'),
    dropout('e', 'd', 0.25),
    dense('logits', 'e', 3),
  ],
  'the input added to a hidden value': [
    ...START,
    dense('a', 'flat', 9),
    add('b', 'flat', 'a', 'flat'),
    activation('c', 'b', 'elu'),
    dense('logits', 'c', 3),
  ],
  'a value that one node reads twice': [
    ...START,
    dense('a', 'flat', 5),
    add('b', 'a', 'a'),
    activation('c', 'b', 'sigmoid'),
    dense('logits', 'c', 3),
  ],
  'a dropped value that three nodes read': [
    ...START,
    dense('a', 'flat', 6),
    dropout('b', 'a', 0.5),
    dense('c', 'b', 6),
    activation('d', 'b', 'sigmoid'),
    add('e', 'b', 'c', 'd'),
    dense('logits', 'e', 3),
  ],
  'dropout of the image, and of what is dropped already': [
    input(),
    dropout('a', 'input', 0.25),
    flatten('flat', 'a'),
    dropout('b', 'flat', 0.5),
    dense('c', 'b', 6),
    dropout('d', 'c', 0.25),
    dropout('e', 'd', 0.5),
    activation('f', 'e', 'relu'),
    dense('logits', 'f', 3),
  ],
  'dropout that drops nothing before dropout that does': [
    ...START,
    dense('a', 'flat', 6),
    dropout('b', 'a', 0),
    dropout('c', 'b', 0.5),
    dense('logits', 'c', 3),
  ],
  'logits that are a sum': [
    ...START,
    dense('a', 'flat', 4),
    activation('b', 'a', 'relu'),
    dense('c', 'b', 3),
    dense('d', 'flat', 3),
    add('logits', 'c', 'd'),
  ],
  'logits that are dropped': [...START, dense('a', 'flat', 3), dropout('logits', 'a', 0.5)],
  'logits of an activation': [...START, dense('a', 'flat', 3), activation('logits', 'a', 'tanh')],
};

const DRAWN_NODES = 7;
const WIDTHS = [4, 9];
const RATES = [0, 0.25, 0.5];

/** A random network for SMALL_TASK, the same for the same index. */
export function drawnNodes(index: number): NetworkNode[] {
  const stream = randomStream(['drawn network', index]);
  const nodes = [...START];
  const widths = new Map([['flat', valuesIn(SMALL_TASK.shape)]]);
  for (let place = 0; place < DRAWN_NODES; place += 1) {
    const id = `node${place}`;
    const from = stream.pick([...widths.keys()]);
    const width = widths.get(from)!;
    const equals = [...widths].filter(([, other]) => other === width).map(([name]) => name);
    const units = stream.pick(WIDTHS);
    const node = stream.pick([
      dense(id, from, units),
      activation(id, from, stream.pick(ACTIVATIONS)),
      dropout(id, from, stream.pick(RATES)),
      add(id, from, stream.pick(equals), stream.pick(equals)),
    ]);
    nodes.push(node);
    widths.set(id, node.op === 'dense' ? units : width);
  }
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const ends = nodes.filter(({ id }) => !read.has(id)).map(({ id }) => id);
  const heads = ends.map((id) => dense(`${id}-logits`, id, SMALL_TASK.classes));
  const sum = heads.length > 1 ? [add('logits', ...heads.map(({ id }) => id))] : [];
  return [...nodes, ...heads, ...sum];
}
