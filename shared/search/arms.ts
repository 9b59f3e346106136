// The two searches of a run with a baseline, told apart by the names of their candidates. Within an
// arm names are its own; a batch of both puts a prefix before those of the baseline.
import type { Proposal } from '../contracts/proposal.ts';
import type { RunConfig } from '../contracts/run-config.ts';
import type { Told } from './strategy.ts';

export type ArmName = 'main' | 'baseline';

const PREFIX = 'baseline-';

/** Searches that run side by side. */
export function armsOf({ baseline = false }: Pick<RunConfig, 'baseline'>): 1 | 2 {
  return baseline ? 2 : 1;
}

/** Whose candidate this is, in a run that has a baseline. */
export function armOfName(candidateId: string): ArmName {
  return candidateId.startsWith(PREFIX) ? 'baseline' : 'main';
}

/** A candidate's name in the ledger. */
export function nameInRun(arm: ArmName, name: string): string {
  return arm === 'main' ? name : PREFIX + name;
}

export function proposalInRun(arm: ArmName, proposal: Proposal): Proposal {
  if (arm === 'main') return proposal;
  const { candidateId, parents } = proposal;
  return {
    ...proposal,
    candidateId: nameInRun(arm, candidateId),
    parents: parents.map((parent) => nameInRun(arm, parent)),
  };
}

export function toldInArm(arm: ArmName, told: Told): Told {
  if (arm === 'main') return told;
  return { ...told, candidateId: told.candidateId.slice(PREFIX.length) };
}
