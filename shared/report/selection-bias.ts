// The caveat next to a score by which a search selected: docs/science.md, "Selection bias".
import type { ObjectiveDeclaration, RunConfig } from '../contracts/run-config.ts';

type Direction = Pick<ObjectiveDeclaration, 'direction'>;
type Repeatability = Pick<RunConfig, 'deterministic'>;

/** Null where every evaluation of a genome has the same score: selection does not bias it. */
export function selectionBias(
  { direction }: Direction,
  { deterministic = false }: Repeatability,
): string | null {
  if (deterministic) return null;
  return `biased ${direction === 'maximize' ? 'upwards' : 'downwards'} by selection`;
}

/** The text, followed by its bias where there is one. */
export function withSelectionBias(
  text: string,
  objective: Direction,
  config: Repeatability,
): string {
  const bias = selectionBias(objective, config);
  return bias === null ? text : `${text}; ${bias}`;
}
