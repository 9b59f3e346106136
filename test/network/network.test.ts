// The hash of a network, which tells trainings apart, and a network in one line.
import { describe, expect, it } from 'vitest';
import { type Network, networkHash } from '../../shared/network/network.ts';
import { networkInWords } from '../../shared/network/network-in-words.ts';
import {
  activation,
  add,
  dense,
  dropout,
  flatten,
  input,
  networkOfNodes,
  SMALL_TASK,
} from './network-of-nodes.ts';

const start = [input(), flatten('flat', 'input')];

describe('the hash of a network', () => {
  const nodes = [...start, dense('a', 'flat', 6), dropout('b', 'a', 0.5), dense('logits', 'b', 3)];
  const optimizer = { name: 'adam', learningRate: 0.001, weightDecay: 0.0001 } as const;
  const network = networkOfNodes(nodes, optimizer);

  it('is SHA-256 in hexadecimal, equal for equal networks in whatever order they are written', () => {
    expect(networkHash(network)).toMatch(/^[0-9a-f]{64}$/);
    const { shape, classes } = SMALL_TASK;
    const copy: Network = {
      optimizer: { weightDecay: 0.0001, learningRate: 0.001, name: 'adam' },
      nodes: nodes.map(({ settings, inputs, op, id }) => ({ settings, inputs, op, id }) as never),
      task: { classes, shape },
    };
    expect(networkHash(copy)).toBe(networkHash(network));
  });

  it.each<[string, Network]>([
    ['a setting', networkOfNodes(nodes.with(2, dense('a', 'flat', 7)), optimizer)],
    ['a rate', networkOfNodes(nodes.with(3, dropout('b', 'a', 0.25)), optimizer)],
    ['an op', networkOfNodes(nodes.with(3, activation('b', 'a', 'tanh')), optimizer)],
    ['an id', networkOfNodes([...nodes.slice(0, -1), dense('end', 'b', 3)], optimizer)],
    ['what is read', networkOfNodes(nodes.with(4, dense('logits', 'a', 3)), optimizer)],
    ['the optimizer', networkOfNodes(nodes, { ...optimizer, name: 'rmsprop' })],
    ['the learning rate', networkOfNodes(nodes, { ...optimizer, learningRate: 0.002 })],
    ['the weight decay', networkOfNodes(nodes, { ...optimizer, weightDecay: 0 })],
    ['the shape', networkOfNodes(nodes, optimizer, { ...SMALL_TASK, shape: { features: 9 } })],
    ['the classes', networkOfNodes(nodes, optimizer, { ...SMALL_TASK, classes: 4 })],
  ])('changes with %s', (_, other) => {
    expect(networkHash(other)).not.toBe(networkHash(network));
  });
});

describe('a network in words', () => {
  it.each([
    [[dense('logits', 'flat', 3)], {}, 'no hidden layer; sgd, learning rate 0.01'],
    [
      [
        dense('a', 'flat', 732),
        activation('b', 'a', 'tanh'),
        dropout('c', 'b', 0.1328125),
        dense('d', 'c', 128),
        activation('e', 'd', 'relu'),
        dropout('f', 'e', 0),
        dense('logits', 'f', 3),
      ],
      { name: 'rmsprop', learningRate: 0.000754987, weightDecay: 0.00012345 },
      'dense 732 tanh, dropout 0.133 → dense 128 relu; ' +
        'rmsprop, learning rate 0.000755, weight decay 0.000123',
    ],
    [
      [dense('a', 'flat', 9), add('b', 'a', 'flat'), dense('logits', 'b', 3)],
      { name: 'adam', learningRate: 0.001 },
      'dense 9 → add; adam, learning rate 0.001',
    ],
  ] as const)('%#: without the layer to the classes', (nodes, optimizer, words) => {
    expect(networkInWords(networkOfNodes([...start, ...nodes], optimizer))).toBe(words);
  });
});
