// The kind `custom`: any gene tree, for an objective of the user's own. Nothing here knows what a gene
// means, so that there is no cost to limit.
import * as z from 'zod';
import type { GeneValue, Genome } from '../../../contracts/genome.ts';
import type { Kind } from '../kind.ts';

const geneValueSchema: z.ZodType<GeneValue> = z.lazy(() =>
  z.union([
    z.number(),
    z.string(),
    z.boolean(),
    z.array(z.record(z.string(), geneValueSchema)) as unknown as z.ZodType<GeneValue>,
    z.record(z.string(), geneValueSchema),
  ]),
);

export const customKind: Kind = {
  name: 'custom',
  semantics: 1,
  genomeSchema: z
    .looseObject({ format: z.literal(1).default(1), kind: z.literal('custom').default('custom') })
    .catchall(geneValueSchema),
  canonical: (genome) => withoutIds(genome) as Genome,
};

/** Parts of lists lose their ids: genomes that differ in nothing else are the same. */
function withoutIds(value: GeneValue): GeneValue {
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    return value.map(({ id: _, ...part }) => withoutIds(part)) as unknown as GeneValue;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withoutIds(inner)]),
  );
}
