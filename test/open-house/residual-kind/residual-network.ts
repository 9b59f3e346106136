// The network of a residual genome. A block reads one value several times: as it is, through a long branch and
// through a short one. Source: He et al., Deep Residual Learning for Image Recognition (2015), section 3.2.
import type { Task } from '../../../shared/contracts/task.ts';
import type { Network, NetworkNode } from '../../../shared/network/network.ts';
import type { ResidualGenome } from './residual-genome.ts';

type Block = ResidualGenome['blocks'][number];

/** @param genome in canonical form */
export function residualNetwork(genome: ResidualGenome, task: Task): Network {
  const { width: units, rule, speed, decay } = genome;
  const nodes: NetworkNode[] = [
    { id: 'input', op: 'input', inputs: [], settings: {} },
    { id: 'flatten', op: 'flatten', inputs: ['input'], settings: {} },
  ];
  let last = 'flatten';
  if (genome.stem) {
    nodes.push({ id: 'stem', op: 'dense', inputs: [last], settings: { units } });
    last = 'stem';
  }
  for (const [index, block] of genome.blocks.entries()) {
    const added = blockNodes(`block${index}`, block, units, last);
    nodes.push(...added);
    last = added.at(-1)?.id ?? last;
  }
  nodes.push({ id: 'classes', op: 'dense', inputs: [last], settings: { units: task.classes } });
  return {
    task,
    nodes,
    optimizer: { name: rule, learningRate: speed, weightDecay: decay },
  };
}

/** Both branches, their sum with the input of the block, then the activation and the dropout. */
function blockNodes(id: string, block: Block, units: number, input: string): NetworkNode[] {
  const long = branchNodes(`${id}-long`, block.long, block, units, input);
  const short = branchNodes(`${id}-short`, block.short, block, units, input);
  const inputs = [input, long.at(-1)?.id ?? input, short.at(-1)?.id ?? input];
  const curved = `${id}-curve`;
  return [
    ...long,
    ...short,
    { id, op: 'add', inputs, settings: {} },
    { id: curved, op: 'activation', inputs: [id], settings: { activation: block.curve } },
    { id: `${id}-noise`, op: 'dropout', inputs: [curved], settings: { rate: block.noise } },
  ];
}

/** Dense layers with an activation between them. */
function branchNodes(
  id: string,
  length: number,
  { curve }: Block,
  units: number,
  input: string,
): NetworkNode[] {
  let last = input;
  return Array.from({ length }, (_, layer): NetworkNode[] => {
    const dense = `${id}${layer}`;
    const curved = `${dense}-curve`;
    const from = last;
    last = curved;
    return [
      { id: dense, op: 'dense', inputs: [from], settings: { units } },
      { id: curved, op: 'activation', inputs: [dense], settings: { activation: curve } },
    ];
  })
    .flat()
    .slice(0, 2 * length - 1);
}
