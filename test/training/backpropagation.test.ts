// The backward pass of a whole network, in numbers that are easy to follow: gradients of values that are read more
// than once add up, and nothing is computed for what no parameter feeds.
import { describe, expect, it, vi } from 'vitest';
import type { Network } from '../../shared/network/network.ts';
import { type BackwardOf, backpropagate } from '../../shared/training/backpropagation.ts';
import {
  activation,
  add,
  dense,
  dropout,
  flatten,
  input,
  networkOfNodes,
} from '../network/network-of-nodes.ts';

const start = [input(), flatten('flat', 'input')];

/** Every node multiplies a gradient with its factor, 1 where it has none, and gives it to all that it reads. */
function gradientsOf(network: Network, factors: Readonly<Record<string, number>> = {}) {
  const backward = vi.fn<BackwardOf<number>>((node, gradient) => ({
    inputs: node.inputs.map(() => gradient * (factors[node.id] ?? 1)),
    parameters: Object.fromEntries(node.parameters.map(({ role }) => [role, gradient])),
  }));
  const sum = vi.fn((a: number, b: number) => a + b);
  const gradients = backpropagate(network, 1, backward, sum);
  const asked = backward.mock.calls.map(([{ id }, gradient]) => [id, gradient]);
  const wanted = backward.mock.calls.map(([{ id }, , isWanted]) => [id, isWanted]);
  return {
    gradients: Object.fromEntries(gradients),
    asked,
    wanted: Object.fromEntries(wanted),
    sums: sum.mock.calls.length,
  };
}

describe('the backward pass', () => {
  it('adds up the gradients of a value that several nodes read, before it goes on', () => {
    const { gradients, asked } = gradientsOf(
      networkOfNodes([
        ...start,
        dense('a', 'flat', 4),
        activation('b', 'a', 'tanh'),
        dropout('c', 'a', 0.5),
        add('d', 'a', 'b', 'c'),
        dense('logits', 'd', 3),
      ]),
      { logits: 2, b: 3, c: 10 },
    );
    // Each node once, its readers before it. Of a: 2 from d, 2 · 3 from b, 2 · 10 from c.
    expect(asked).toEqual([
      ['logits', 1],
      ['d', 2],
      ['c', 2],
      ['b', 2],
      ['a', 28],
    ]);
    expect(gradients).toEqual({
      a: { weight: 28, bias: 28 },
      logits: { weight: 1, bias: 1 },
    });
  });

  it('counts a value twice that one node reads twice', () => {
    const nodes = [...start, dense('a', 'flat', 3), add('logits', 'a', 'a')];
    expect(gradientsOf(networkOfNodes(nodes)).gradients).toEqual({ a: { weight: 2, bias: 2 } });
  });

  it('does not enter a part that no parameter feeds, whatever a node gives for it', () => {
    const { asked, wanted, sums } = gradientsOf(
      networkOfNodes([
        input(),
        dropout('dropped', 'input', 0.5),
        flatten('flat', 'dropped'),
        dense('a', 'flat', 9),
        add('b', 'flat', 'a', 'flat'),
        dense('logits', 'b', 3),
      ]),
    );
    expect(asked.map(([id]) => id)).toEqual(['logits', 'b', 'a']);
    expect(wanted).toEqual({ logits: [true], b: [false, true, false], a: [false] });
    expect(sums).toBe(0);
    const untrained = [input(), flatten('logits', 'input')];
    const task = { shape: { features: 3 }, classes: 3 };
    expect(gradientsOf(networkOfNodes(untrained, {}, task)).asked).toEqual([]);
  });

  it('leaves out a gradient that a node does not give', () => {
    const network = networkOfNodes([
      ...start,
      dense('a', 'flat', 3),
      dense('b', 'flat', 3),
      add('logits', 'a', 'b'),
    ]);
    const backward: BackwardOf<number> = ({ id }, gradient) => ({
      inputs: id === 'logits' ? [undefined, gradient] : [],
      parameters: { weight: gradient },
    });
    const gradients = backpropagate(network, 5, backward, () => Number.NaN);
    expect([...gradients]).toEqual([['b', { weight: 5 }]]);
  });
});
