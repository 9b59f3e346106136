// The forms that a network can be shipped in, by name alone: to make them takes an engine.
import type { PlannedEvaluation } from '../contracts/ledger-events.ts';
import type { Task } from '../contracts/task.ts';
import { networkOf } from '../genome/genome-network.ts';
import { Corrupt } from '../kernel/errors.ts';
import type { Network } from '../network/network.ts';
import type { RunState } from '../steps/run-state.ts';

export const FORMATS = ['onnx', 'tfjs', 'genome', 'card', 'checkpoint'] as const;
export type Format = (typeof FORMATS)[number];

/** What a person's own trainer trained, nobody but its predict can read. */
const OF_OWN: readonly Format[] = ['genome', 'card', 'checkpoint'];

/** The forms that networks of a run can be shipped in. */
export function formatsOf({ started }: RunState): readonly Format[] {
  return started.engine.name === 'trainer' ? OF_OWN : FORMATS;
}

/** @throws Corrupt where the genome's kind describes no network */
export function networkOfShipped({ genome }: PlannedEvaluation, task: Task): Network {
  const network = networkOf(genome, task);
  if (network === null) throw new Corrupt(`kind ${genome.kind} describes no network`);
  return network;
}
