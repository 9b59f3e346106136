// Networks written by hand for tests, a node a line.
import type { Task } from '../../shared/contracts/task.ts';
import type { Network, NetworkNode } from '../../shared/network/network.ts';
import type { Activation } from '../../shared/network/ops/activation.ts';
import type { Optimizer } from '../../shared/network/optimizer.ts';

export const input = (): NetworkNode => ({ id: 'input', op: 'input', inputs: [], settings: {} });

export const flatten = (id: string, from: string): NetworkNode => {
  return { id, op: 'flatten', inputs: [from], settings: {} };
};

export const dense = (id: string, from: string, units: number): NetworkNode => {
  return { id, op: 'dense', inputs: [from], settings: { units } };
};

export const activation = (id: string, from: string, name: Activation): NetworkNode => {
  return { id, op: 'activation', inputs: [from], settings: { activation: name } };
};

export const dropout = (id: string, from: string, rate: number): NetworkNode => {
  return { id, op: 'dropout', inputs: [from], settings: { rate } };
};

export const add = (id: string, ...inputs: readonly string[]): NetworkNode => {
  return { id, op: 'add', inputs, settings: {} };
};

/** Images of 3 × 3 values in three classes. */
export const SMALL_TASK: Task = { shape: { height: 3, width: 3, channels: 1 }, classes: 3 };

export function networkOfNodes(
  nodes: readonly NetworkNode[],
  optimizer: Partial<Optimizer> = {},
  task = SMALL_TASK,
): Network {
  const usual = { name: 'sgd', learningRate: 0.01, weightDecay: 0 } as const;
  return { task, nodes, optimizer: { ...usual, ...optimizer } };
}
