// What a network costs, worked out by hand.
import { expect, test } from 'vitest';
import type { NetworkNode } from '../../shared/network/network.ts';
import { networkCost, trainFlops } from '../../shared/network/network-cost.ts';
import {
  activation,
  add,
  dense,
  dropout,
  flatten,
  input,
  networkOfNodes,
} from './network-of-nodes.ts';

const TASK = { shape: { height: 28, width: 28, channels: 1 }, classes: 10 };
const costOf = (nodes: readonly NetworkNode[]) => networkCost(networkOfNodes(nodes, {}, TASK));
const start = [input(), flatten('flat', 'input')];

test('a network without a hidden layer: 784 → 10', () => {
  expect(costOf([...start, dense('logits', 'flat', 10)])).toEqual({
    parameters: 7850,
    layers: 0,
    forwardFlops: 15_680,
    bytes: 31_400,
  });
});

test('784 → 128 → 10, whose activation and dropout cost nothing', () => {
  const nodes = [
    ...start,
    dense('a', 'flat', 128),
    activation('b', 'a', 'relu'),
    dropout('c', 'b', 0.5),
    dense('logits', 'c', 10),
  ];
  // 784 · 128 + 128 and 128 · 10 + 10; 2 · (784 · 128 + 128 · 10).
  expect(costOf(nodes)).toEqual({
    parameters: 101_770,
    layers: 1,
    forwardFlops: 203_264,
    bytes: 407_080,
  });
});

test('a skip connection costs nothing, however often a value is read', () => {
  const nodes = [
    ...start,
    dense('a', 'flat', 16),
    dense('b', 'a', 16),
    add('c', 'a', 'b', 'a'),
    dense('logits', 'c', 10),
  ];
  // 784 · 16 + 16, 16 · 16 + 16 and 16 · 10 + 10; 2 · (784 · 16 + 16 · 16 + 16 · 10).
  expect(costOf(nodes)).toEqual({
    parameters: 13_002,
    layers: 2,
    forwardFlops: 25_920,
    bytes: 52_008,
  });
});

test('a training costs three forward passes an example', () => {
  expect(trainFlops({ forwardFlops: 15_680 }, 6464)).toBe(304_066_560);
  expect(trainFlops({ forwardFlops: 15_680 }, 0)).toBe(0);
});
