// Which objectives each engine produces, known from its name before anything is loaded or trained: a run
// that asks for another is rejected by every door.
import type { EngineChoice } from '../contracts/engine-choice.ts';
import type { Engine, Objectives } from '../contracts/evaluation.ts';
import type { ObjectiveDeclaration } from '../contracts/run-config.ts';
import { type Fault, InvalidInput, shown } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { objectiveScore } from '../search/archive.ts';
import { WORST_LOSS } from './score.ts';

interface Meaning {
  readonly direction: ObjectiveDeclaration['direction'];
  /** What a diverged training counts as, where it has to count as a number. */
  readonly worst: number;
}

/** What the validation of a classifier gives; the engines produce all of it. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  accuracy: { direction: 'maximize', worst: 0 },
  loss: { direction: 'minimize', worst: WORST_LOSS },
};

/** What a trainer module produces that declares nothing. */
export const DEFAULT_OBJECTIVES: readonly string[] = ['accuracy'];

/** An engine by its name, and what its trainer module declares where it is one. */
export interface Producer {
  readonly name: Engine['name'];
  readonly declared?: readonly string[];
}

export function producerOf(choice: EngineChoice): Producer {
  return choice.engine === 'own'
    ? { name: 'own', declared: choice.objectives }
    : { name: choice.engine };
}

/** @returns undefined for the library, whose user's function produces whatever the user declares */
export function producedBy({ name, declared }: Producer): readonly string[] | undefined {
  if (name === 'custom') return undefined;
  return declared ?? (name === 'own' ? DEFAULT_OBJECTIVES : Object.keys(MEANINGS));
}

/** @throws InvalidInput naming each objective that the engine does not produce, or that points the wrong way */
export function refuseObjectives(
  objectives: readonly ObjectiveDeclaration[],
  producer: Producer,
): void {
  const produced = producedBy(producer);
  if (produced === undefined) return;
  const faults = objectives.flatMap(({ name, direction }, place): Fault[] => {
    if (!produced.includes(name)) {
      const allowed = `an objective ${inWords(producer)}: ${produced.join(', ')}`;
      const hint = nearest(name, produced);
      return [{ path: `objectives[${place}].name`, value: shown(name), allowed, hint }];
    }
    const expected = MEANINGS[name]?.direction ?? direction;
    if (direction === expected) return [];
    const path = `objectives[${place}].direction`;
    return [{ path, value: shown(direction), allowed: `${expected} for ${name}` }];
  });
  if (faults.length > 0) throw new InvalidInput(faults);
}

/** The score of a training where it must be a number: one that diverged counts as the worst there is. */
export function scoreOrWorst(
  objectives: Objectives | null | undefined,
  objective: ObjectiveDeclaration,
): number {
  const { name, direction } = objective;
  const unbounded = direction === 'maximize' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return objectiveScore(objectives, name) ?? MEANINGS[name]?.worst ?? unbounded;
}

function inWords({ name }: Producer): string {
  return name === 'own'
    ? 'that the trainer module declares (export const objectives)'
    : `of engine ${name}`;
}
