// The kind `mlp`: multi-layer perceptrons, the article's networks.
import type { Genome } from '../../../contracts/genome.ts';
import type { Task } from '../../../contracts/task.ts';
import type { Network, NetworkNode } from '../../../network/network.ts';
import type { Kind } from '../kind.ts';
import { defaultSpace } from './default-space.ts';
import { canonicalMlp, type MlpGenome, mlpGenomeSchema } from './mlp-genome.ts';

export const mlpKind = {
  name: 'mlp',
  semantics: 1,
  genomeSchema: mlpGenomeSchema,
  canonical: (genome) => canonicalMlp(mlpGenomeSchema.parse(genome)) as unknown as Genome,
  network: (genome, task) => mlpNetwork(canonicalMlp(mlpGenomeSchema.parse(genome)), task),
  defaultSpace,
} satisfies Kind;

/**
 * Dense → activation → dropout for each layer, then a dense layer to the classes.
 * @param genome in canonical form
 */
function mlpNetwork({ layers, optimizer }: MlpGenome, task: Task): Network {
  const nodes: NetworkNode[] = [
    { id: 'input', op: 'input', inputs: [], settings: {} },
    { id: 'flatten', op: 'flatten', inputs: ['input'], settings: {} },
  ];
  let last = 'flatten';
  for (const [index, { units, activation, dropout }] of layers.entries()) {
    const id = `layer${index}`;
    const activated = `${id}-activation`;
    nodes.push(
      { id, op: 'dense', inputs: [last], settings: { units } },
      { id: activated, op: 'activation', inputs: [id], settings: { activation } },
      { id: `${id}-dropout`, op: 'dropout', inputs: [activated], settings: { rate: dropout } },
    );
    last = `${id}-dropout`;
  }
  const units = task.classes;
  nodes.push({ id: `layer${layers.length}`, op: 'dense', inputs: [last], settings: { units } });
  const { kind: name, learningRate, weightDecay } = optimizer;
  return { task, nodes, optimizer: { name, learningRate, weightDecay } };
}
