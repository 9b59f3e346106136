// Where a table of evaluations shows an objective. Imports nothing of Node.

/**
 * The objective's name, or `objective.loss` where the table has a column of that name already: the validation
 * loss stands beside the training loss.
 * @param others all other columns of the table
 */
export function objectiveColumn(name: string, others: Readonly<Record<string, unknown>>): string {
  return Object.hasOwn(others, name) ? `objective.${name}` : name;
}
