// Which objectives each engine produces, known from its name before anything is loaded or trained: a run
// that asks for another is rejected by every door.
import { type EngineChoice, isBuiltIn } from '../contracts/engine-choice.ts';
import { type Engine, isLibrary, type Objectives } from '../contracts/evaluation.ts';
import {
  asPrinted,
  type DeclaredObjective,
  type Objective,
  type ObjectiveDeclaration,
} from '../contracts/objective.ts';
import { type Fault, InvalidInput, shown } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { objectiveScore } from '../search/archive.ts';
import { WORST_LOSS } from './score.ts';

const ACCURACY: Objective = { name: 'accuracy', direction: 'maximize', format: 'percent' };

/** What the built-in engines produce: scores of the validation split, and what the network costs. */
const ENGINE_OBJECTIVES: readonly Objective[] = [
  ACCURACY,
  { name: 'loss', direction: 'minimize', format: 'number', unit: 'nats' },
  { name: 'parameters', direction: 'minimize', format: 'number', deterministic: true },
  {
    name: 'forwardFlops',
    direction: 'minimize',
    format: 'number',
    unit: 'FLOPs',
    deterministic: true,
  },
];

/** What these names mean in every trainer: a training that diverged counts as so much, where it must be a number. */
const WORST: Readonly<Record<string, number>> = { accuracy: 0, loss: WORST_LOSS };

/** What a trainer module produces that declares nothing. */
export const DEFAULT_OBJECTIVES: readonly DeclaredObjective[] = [ACCURACY];

/** An engine by its name, and what its trainer module declares where it is one. */
export interface Producer {
  readonly name: Engine['name'];
  readonly declared?: readonly DeclaredObjective[];
}

export function producerOf(choice: EngineChoice): Producer {
  return choice.engine === 'trainer'
    ? { name: choice.engine, declared: choice.objectives }
    : { name: choice.engine };
}

/** @returns undefined for the library, whose user's function produces whatever the user declares */
export function producedBy(producer: Producer): readonly DeclaredObjective[] | undefined {
  if (isLibrary(producer)) return undefined;
  const { name, declared } = producer;
  return declared ?? (isBuiltIn(name) ? ENGINE_OBJECTIVES : DEFAULT_OBJECTIVES);
}

/** @throws InvalidInput naming each objective that the engine does not produce, or that points the wrong way */
export function checkObjectives(
  objectives: readonly ObjectiveDeclaration[],
  producer: Producer,
): void {
  const produced = producedBy(producer);
  if (produced === undefined) return;
  const names = produced.map(({ name }) => name);
  const faults = objectives.flatMap(({ name, direction }, place): Fault[] => {
    const declared = produced.find((one) => one.name === name);
    if (declared === undefined) {
      const allowed = `an objective ${inWords(producer)}: ${names.join(', ')}`;
      const hint = nearest(name, names);
      return [{ path: `objectives[${place}].name`, value: shown(name), allowed, hint }];
    }
    const expected = whole(declared).direction ?? direction;
    if (direction === expected) return [];
    const path = `objectives[${place}].direction`;
    return [{ path, value: shown(direction), allowed: `${expected} for ${name}` }];
  });
  if (faults.length > 0) throw new InvalidInput(faults);
}

/** The objectives of a run with all that is declared: its own format and unit, else the trainer's. */
export function declaredObjectives(
  objectives: readonly ObjectiveDeclaration[],
  producer: Producer,
): Objective[] {
  const produced = producedBy(producer) ?? [];
  return objectives.map((objective) => {
    const declared = produced.find(({ name }) => name === objective.name);
    if (declared === undefined) return asPrinted(objective);
    const { format, unit, ...others } = whole(declared);
    const isOwnFormat = objective.format !== undefined;
    return asPrinted({
      ...others,
      ...(isOwnFormat || format === undefined ? {} : { format }),
      ...(isOwnFormat || unit === undefined ? {} : { unit }),
      ...objective,
    });
  });
}

/** The score of a training where it must be a number: one that diverged counts as the worst there is. */
export function scoreOrWorst(
  objectives: Objectives | null | undefined,
  objective: ObjectiveDeclaration,
): number {
  const { name, direction } = objective;
  const unbounded = direction === 'maximize' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return objectiveScore(objectives, name) ?? WORST[name] ?? unbounded;
}

/** Accuracy and loss mean in a trainer module what they mean in the engines. */
function whole(declared: DeclaredObjective): DeclaredObjective {
  const [accuracy, loss] = ENGINE_OBJECTIVES;
  const known = [accuracy, loss].find((one) => one?.name === declared.name);
  return { ...known, ...declared };
}

function inWords({ name }: Producer): string {
  return isBuiltIn(name)
    ? `of engine ${name}`
    : 'that the trainer module declares (export const objectives)';
}
