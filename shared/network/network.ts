// A network: what is trained, exported and drawn. A kind makes it from a genome; nothing after that sees a genome.
import type { Task } from '../contracts/task.ts';
import { hashOf } from '../kernel/canonical-json.ts';
import type { OpName, OpSettings } from './ops.ts';
import type { Optimizer } from './optimizer.ts';

/** A node of one op. */
export interface NodeOf<Name extends OpName> {
  /** Unique in the network. Keys the initial values of the node's parameters, so that equal genomes have equal ids. */
  readonly id: string;
  readonly op: Name;
  /** Ids of earlier nodes; a value may be read by several nodes. */
  readonly inputs: readonly string[];
  readonly settings: OpSettings[Name];
}

export type NetworkNode = { readonly [Name in OpName]: NodeOf<Name> }[OpName];

export interface Network {
  readonly task: Task;
  /** Each after the nodes that it reads. The last gives the logits, one for each class. */
  readonly nodes: readonly NetworkNode[];
  readonly optimizer: Optimizer;
}

const hashes = new WeakMap<Network, string>();

/** SHA-256 of all that a training makes of a network; names the training in checkpoints. */
export function networkHash(network: Network): string {
  const hash = hashes.get(network) ?? hashOf(network);
  hashes.set(network, hash);
  return hash;
}
