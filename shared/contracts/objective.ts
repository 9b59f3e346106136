// An objective: what a trainer produces and a run asks for, with its direction and how its values are printed.
import * as z from 'zod';

/** `percent` prints a fraction of 1 in percent, `number` the value itself, with its unit. */
const FORMATS = ['percent', 'number'] as const;

export const objectiveSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]*$/, 'a name of letters and digits that starts in lower case'),
  direction: z.enum(['maximize', 'minimize']),
  /** Absent: as the trainer declares it, else `number`. */
  format: z.enum(FORMATS).optional(),
  /** Printed after the number: `ms`. */
  unit: z
    .string()
    .regex(/^[^\s\p{C}]{1,16}$/u, '1 to 16 visible characters')
    .optional(),
  /** Every training of a genome has the same value, such as a number of parameters: selection does not bias it. */
  deterministic: z.boolean().optional(),
});

export type ObjectiveDeclaration = z.output<typeof objectiveSchema>;

/** As a started run records it: how its values are printed is decided. */
export interface Objective extends ObjectiveDeclaration {
  readonly format: (typeof FORMATS)[number];
}

/** As a trainer declares it; a trainer module may leave the direction to the run. */
export type DeclaredObjective = Pick<ObjectiveDeclaration, 'name'> & Partial<ObjectiveDeclaration>;

/** @returns the objective as it is printed where nothing more is declared */
export function asPrinted(objective: ObjectiveDeclaration): Objective {
  return { ...objective, format: objective.format ?? 'number' };
}
