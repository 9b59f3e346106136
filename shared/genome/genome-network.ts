// The network of a genome, where there is one. A built-in engine trains the network that the kind describes; what a
// trainer module or a function of the library's user makes of the genes is known to that code alone.
import { isBuiltIn } from '../contracts/engine-choice.ts';
import type { Genome } from '../contracts/genome.ts';
import type { Task } from '../contracts/task.ts';
import { choicesInWords } from '../kernel/choices-in-words.ts';
import { InvalidInput, shown } from '../kernel/errors.ts';
import type { Network } from '../network/network.ts';
import { type NetworkCost, networkCost } from '../network/network-cost.ts';
import { KINDS } from './kinds/kinds.ts';
import { kindOf } from './kinds/registry.ts';

/** Null where the genome's kind describes none. */
export function networkOf(genome: Genome, task: Task): Network | null {
  return kindOf(genome.kind).network?.(genome, task) ?? null;
}

/** What the network of a genome costs; null where its kind describes none. */
export function genomeCost(genome: Genome, task: Task): NetworkCost | null {
  const network = networkOf(genome, task);
  return network && networkCost(network);
}

/** The network that an engine trains; null where that is code of the user's. */
export function trainedNetworkOf(genome: Genome, engine: string, task: Task): Network | null {
  return isBuiltIn(engine) ? networkOf(genome, task) : null;
}

/** What the network that an engine trains costs; null where that is code of the user's. */
export function trainedCost(genome: Genome, engine: string, task: Task): NetworkCost | null {
  const network = trainedNetworkOf(genome, engine, task);
  return network && networkCost(network);
}

/** @throws InvalidInput where a built-in engine is to train a genome that describes no network */
export function refuseKind(kind: string, engine: string, path = 'space.kind'): void {
  if (!isBuiltIn(engine) || kindOf(kind, path).network !== undefined) return;
  const trained = KINDS.filter(({ network }) => network !== undefined).map(({ name }) => name);
  const allowed = choicesInWords(trained);
  const hint = `kind ${kind} needs a trainer module (--trainer FILE) or evolve() of the library`;
  throw new InvalidInput([{ path, value: shown(kind), allowed, hint }]);
}
