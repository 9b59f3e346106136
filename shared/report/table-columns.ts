// Columns of a table of evaluations that a user names, genes and objectives, and their cells in a CSV file.
// Imports nothing of Node.
import type { GeneCell } from './genes.ts';

const GENE = 'gene.';

/** `gene.layers.0.units`: no gene has the name of another column. */
export function geneColumns(
  genes: Readonly<Record<string, GeneCell>>,
): Readonly<Record<string, GeneCell>> {
  return Object.fromEntries(Object.entries(genes).map(([path, cell]) => [`${GENE}${path}`, cell]));
}

/** `objective.loss` is the validation loss; `loss` beside it is that of the training. */
export function objectiveColumn(name: string): string {
  return `objective.${name}`;
}

/**
 * What a CSV file has in a cell. A gene's text that a reader of tables could take for nothing, a number or a
 * truth value is written as JSON, in quotes: what is empty is then a gene that the genome does not have, and
 * `json.loads` gives each text back.
 */
export function csvCell(column: string, cell: GeneCell | null): GeneCell | null {
  const isText = typeof cell === 'string' && column.startsWith(GENE);
  return isText && isAmbiguous(cell) ? JSON.stringify(cell) : cell;
}

/** What pandas, R and spreadsheets take for a missing value or a truth value. */
const TAKEN =
  /^(#?n\/?a|#n\/a n\/a|<na>|null|none|nil|undefined|[+-]?(1\.#ind|1\.#qnan|nan|inf|infinity)|true|false|t|f|yes|no)$/i;

function isAmbiguous(text: string): boolean {
  return (
    text !== text.trim() ||
    text.startsWith('"') ||
    // Empty text too is the number 0.
    !Number.isNaN(Number(text)) ||
    TAKEN.test(text) ||
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break or NUL ends a cell for some readers
    /[\u0000-\u001f\u007f]/.test(text)
  );
}
