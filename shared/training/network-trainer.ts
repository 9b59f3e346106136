// A built-in engine as a trainer: reads a genome by its kind and hands the engine its network.
import type { Genome } from '../contracts/genome.ts';
import { parseInput } from '../contracts/parse.ts';
import { type Task, taskOf } from '../contracts/task.ts';
import { networkOf, refuseKind } from '../genome/genome-network.ts';
import { kindOf } from '../genome/kinds/registry.ts';
import type { Network } from '../network/network.ts';
import { networkCost } from '../network/network-cost.ts';
import type { NetworkEngine } from './engine.ts';
import type { CanonicalGenome, Trainer } from './trainer.ts';

export function networkTrainer(engine: NetworkEngine): Trainer {
  const { identity } = engine;
  const read = (genome: CanonicalGenome, task: Task) => networkIn(genome, task, identity.name);
  return {
    identity,
    train: async ({ genome, ...request }, data, options) => {
      const network = read(genome, taskOf(data));
      const outcome = await engine.train({ ...request, network }, data, options);
      const { parameters, forwardFlops } = networkCost(network);
      const { objectives } = outcome;
      if (objectives === null) return outcome;
      return { ...outcome, objectives: { ...objectives, parameters, forwardFlops } };
    },
    predict: async (genome, checkpoint, images, data) =>
      engine.predict(read(genome, taskOf(data)), checkpoint, images, data),
  };
}

/** @throws InvalidInput naming what is no part of a genome of this kind, or a kind without a network */
function networkIn(genome: CanonicalGenome, task: Task, engine: string): Network {
  const kind = kindOf(genome.kind, 'genome.kind');
  const whole = parseInput(kind.genomeSchema, genome, 'genome') as Genome;
  const network = networkOf(whole, task);
  if (network !== null) return network;
  refuseKind(genome.kind, engine, 'genome.kind');
  throw new RangeError(`kind ${genome.kind} describes no network`);
}
