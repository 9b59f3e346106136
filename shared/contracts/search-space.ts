// A search space as data: which genes a genome has and how each is drawn and mutated.
import * as z from 'zod';
import { DEFAULT_KIND } from './genome.ts';

const geneName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/, 'a name of letters and digits that starts in lower case');
const categoryValue = z.union([z.string(), z.number(), z.boolean()]);
const mutation = z.number().min(0).max(1).default(0);

/** The gene is present only while another gene holds one of these values. */
const whenSchema = z.strictObject({ gene: z.string(), in: z.array(categoryValue).min(1) });

const boundsSchema = z.strictObject({ min: z.number(), max: z.number() });

/** Other bounds while another gene holds a value; values not listed keep the gene's own. */
const boundsBySchema = z.strictObject({
  gene: z.string(),
  values: z.record(z.string(), boundsSchema),
});

const numeric = {
  min: z.number(),
  max: z.number(),
  scale: z.enum(['linear', 'log']).default('linear'),
  mutation,
  when: whenSchema.optional(),
  boundsBy: boundsBySchema.optional(),
};

const integerGene = z.strictObject({
  type: z.literal('integer'),
  ...numeric,
  min: z.int(),
  max: z.int(),
});

const realGene = z.strictObject({ type: z.literal('real'), ...numeric });

const categoricalGene = z.strictObject({
  type: z.literal('categorical'),
  values: z.array(categoryValue).min(1),
  mutation,
  when: whenSchema.optional(),
});

export type NumericGene = z.output<typeof integerGene> | z.output<typeof realGene>;
export type CategoricalGene = z.output<typeof categoricalGene>;
export type When = z.output<typeof whenSchema>;
export type Genes = { readonly [name: string]: Gene };

/** Genes that belong together, such as an optimizer's. */
export interface GroupGene {
  readonly type: 'group';
  readonly genes: Genes;
  readonly when?: When | undefined;
}

/** A sequence of parts of one make, such as layers; every part has an id of its own. */
export interface ListGene {
  readonly type: 'list';
  readonly length: { readonly min: number; readonly max: number };
  /** Probability that the length moves by one. */
  readonly mutation: number;
  /** Of each part. */
  readonly genes: Genes;
  readonly when?: When | undefined;
}

export type Gene = NumericGene | CategoricalGene | GroupGene | ListGene;

const genesSchema: z.ZodType<Genes> = z.lazy(() => z.record(geneName, geneSchema));

const groupGene = z.strictObject({
  type: z.literal('group'),
  genes: genesSchema,
  when: whenSchema.optional(),
});

const listGene = z.strictObject({
  type: z.literal('list'),
  length: z.strictObject({ min: z.int().min(0).max(64), max: z.int().min(0).max(64) }),
  mutation,
  genes: genesSchema,
  when: whenSchema.optional(),
});

const geneSchema = z.discriminatedUnion('type', [
  integerGene,
  realGene,
  categoricalGene,
  groupGene,
  listGene,
]);

/** Upper limits on what a genome may cost; a genome beyond one is never trained. */
export const limitsSchema = z.strictObject({
  /** Weights and biases. */
  maxParameters: z.int().min(1).optional(),
  /** Hidden layers: nodes with weights, without the last. */
  maxLayers: z.int().min(0).optional(),
  /** Floating-point operations of one example's forward pass. */
  maxForwardFlops: z.int().min(1).optional(),
  /** Bytes of the weights in float32. */
  maxBytes: z.int().min(1).optional(),
});

export type Limits = z.output<typeof limitsSchema>;

export const searchSpaceSchema = z.strictObject({
  format: z.literal(1).default(1),
  kind: z.string().default(DEFAULT_KIND),
  genes: genesSchema,
  limits: limitsSchema.default({}),
});

export type SearchSpace = z.output<typeof searchSpaceSchema>;
