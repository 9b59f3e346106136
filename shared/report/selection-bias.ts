// What a score of the search is called, and the caveat next to it: docs/science.md, "Selection bias".
import type { ObjectiveDeclaration } from '../contracts/objective.ts';
import type { RunConfig } from '../contracts/run-config.ts';

type Scored = Pick<ObjectiveDeclaration, 'direction' | 'deterministic'>;
type Named = Pick<ObjectiveDeclaration, 'name' | 'deterministic'>;
type Repeatability = Pick<RunConfig, 'deterministic'>;

/** Null where every evaluation of a genome has the same score: selection does not bias it. */
export function selectionBias(objective: Scored, config: Repeatability): string | null {
  if (objective.deterministic === true || config.deterministic === true) return null;
  return `biased ${objective.direction === 'maximize' ? 'upwards' : 'downwards'} by selection`;
}

/** The text, followed by its bias where there is one. */
export function withSelectionBias(text: string, objective: Scored, config: Repeatability): string {
  const bias = selectionBias(objective, config);
  return bias === null ? text : `${text}; ${bias}`;
}

/** `validation accuracy`; a value that follows from the genome alone has no split. */
export function scoreName({ name, deterministic = false }: Named): string {
  return deterministic ? name : `validation ${name}`;
}

/** At the start of a line: `Validation accuracy`, `parameters`. */
export function scoreTitle(objective: Named): string {
  return scoreName(objective).replace(/^validation /, 'Validation ');
}
