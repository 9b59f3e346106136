// Shapes, parameters and FLOPs of every node, against what is worked out by hand; and networks that are none.
import { describe, expect, it } from 'vitest';
import type { Task } from '../../shared/contracts/task.ts';
import { inferShapes } from '../../shared/network/infer-shapes.ts';
import type { NetworkNode } from '../../shared/network/network.ts';
import {
  activation,
  add,
  dense,
  dropout,
  flatten,
  input,
  networkOfNodes,
} from './network-of-nodes.ts';

const TASK: Task = { shape: { height: 4, width: 3, channels: 2 }, classes: 5 };

function shaped(nodes: readonly NetworkNode[], task = TASK) {
  return inferShapes(networkOfNodes(nodes, {}, task));
}

describe('the shapes of a network', () => {
  const nodes = shaped([
    input(),
    dropout('dropped', 'input', 0.25),
    flatten('flat', 'dropped'),
    dense('a', 'flat', 7),
    activation('b', 'a', 'relu'),
    dense('c', 'b', 7),
    add('d', 'b', 'c', 'a'),
    dropout('e', 'd', 0.5),
    dense('logits', 'e', 5),
  ]);
  const of = <T>(read: (node: (typeof nodes)[number]) => T) =>
    Object.fromEntries(nodes.map((node) => [node.id, read(node)]));

  it('follow from the task, node by node', () => {
    const hidden = { features: 7 };
    expect(of(({ shape }) => shape)).toEqual({
      input: TASK.shape,
      dropped: TASK.shape,
      flat: { features: 24 },
      ...{ a: hidden, b: hidden, c: hidden, d: hidden, e: hidden },
      logits: { features: 5 },
    });
    expect(nodes.map(({ id }) => id)).toEqual(Object.keys(of(() => 0)));
    expect(nodes[6]).toMatchObject({ op: 'add', inputShapes: [hidden, hidden, hidden] });
  });

  it('come with the parameters: node, role, shape and the values that one output sums over', () => {
    const layer = (node: string, units: number, fanIn: number) => [
      { node, role: 'weight', shape: [units, fanIn], fanIn },
      { node, role: 'bias', shape: [units, 1], fanIn },
    ];
    expect(nodes.flatMap(({ parameters }) => parameters)).toEqual([
      ...layer('a', 7, 24),
      ...layer('c', 7, 7),
      ...layer('logits', 5, 7),
    ]);
  });

  it('come with the FLOPs of the products alone', () => {
    const counted = nodes.filter(({ forwardFlops }) => forwardFlops !== 0);
    expect(counted.map(({ id, forwardFlops }) => [id, forwardFlops])).toEqual([
      ['a', 2 * 7 * 24],
      ['c', 2 * 7 * 7],
      ['logits', 2 * 5 * 7],
    ]);
  });

  it('tell which values no parameter feeds', () => {
    const untrained = nodes.filter(({ isTrained }) => !isTrained);
    expect(untrained.map(({ id }) => id)).toEqual(['input', 'dropped', 'flat']);
  });

  it('of a row of features are that row', () => {
    const task = { ...TASK, shape: { features: 9 } };
    const row = shaped([input(), flatten('flat', 'input'), dense('logits', 'flat', 5)], task);
    expect(row.map(({ shape }) => shape)).toEqual([
      { features: 9 },
      { features: 9 },
      { features: 5 },
    ]);
  });
});

describe('what is no network', () => {
  const flat = flatten('flat', 'input');
  const logits = dense('logits', 'flat', 5);

  it.each<[string, NetworkNode[], string]>([
    [
      'an id twice',
      [input(), flat, dense('a', 'flat', 4), dense('a', 'a', 5)],
      'two nodes have the id a',
    ],
    ['an unknown input', [input(), flatten('flat', 'image'), logits], 'flat reads image, which'],
    [
      'a later input',
      [input(), dense('logits', 'flat', 5), flat],
      'logits reads flat, which is no earlier node',
    ],
    ['itself as input', [input(), flatten('flat', 'flat'), logits], 'flat reads flat, which'],
    ['dense of an image', [input(), dense('logits', 'input', 5)], 'logits: dense reads features'],
    [
      'sum of differing widths',
      [input(), flat, dense('a', 'flat', 4), add('b', 'a', 'flat'), dense('logits', 'b', 5)],
      'b: add reads equal shapes, not 4 features and 24 features',
    ],
    [
      'sum of an image and its row',
      [input(), flat, add('b', 'input', 'flat'), flatten('c', 'b'), dense('logits', 'c', 5)],
      'b: add reads equal shapes, not 4 × 3 × 2 and 24 features',
    ],
    [
      'sum of one value',
      [input(), flat, add('b', 'flat'), dense('logits', 'b', 5)],
      'b: add does not read 1 nodes',
    ],
    [
      'input that reads',
      [input(), { ...input(), id: 'again', inputs: ['input'] }],
      'again: input does not read 1 nodes',
    ],
    [
      'dense of two values',
      [input(), flat, { ...logits, inputs: ['flat', 'flat'] }],
      'logits: dense does not read 2 nodes',
    ],
    ['layer that nothing reads', [input(), flat, dense('a', 'flat', 4), logits], 'no node reads a'],
    ['end of another width', [input(), flat, dense('a', 'flat', 4)], 'ends in 4 features; it'],
    ['end that is an image', [input()], 'ends in 4 × 3 × 2; it needs 5 features, one per class'],
    ['no node', [], 'the network ends in nothing; it needs 5 features'],
  ])('%s is rejected, with words', (_, nodes, words) => {
    expect(() => shaped(nodes)).toThrow(RangeError);
    expect(() => shaped(nodes)).toThrow(words);
  });
});
