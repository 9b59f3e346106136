// The configuration of a run: the same JSON on the command line and on AWS.
import * as z from 'zod';
import { budgetSchema } from './budget.ts';
import { objectiveSchema } from './objective.ts';
import { searchSpaceSchema } from './search-space.ts';

const finishSchema = z
  .strictObject({
    /** Best distinct genomes of the search that are evaluated again. */
    rerank: z.int().min(1).max(1000).default(8),
    /** Fresh replicates of each; their means alone choose the finalists. */
    rerankReplicates: z.int().min(1).max(100).default(2),
    /** Epochs of such an evaluation, learning rate falling linearly to 0; null: the search's budget. */
    rerankEpochs: z.int().min(1).max(1000).nullable().default(1),
    /** Finalists: genomes that are retrained at length. */
    retrain: z.int().min(1).max(100).default(3),
    /** Retrainings of each finalist; their mean on validation chooses the champion. By default 2, and 1 beside `seeds`. */
    retrainReplicates: z.int().min(1).max(100).optional(),
    /** Epochs of the training split of a retraining, learning rate falling linearly to 0. */
    epochs: z.int().min(1).max(1000).default(5),
    /** Further trainings of the champion, whose best is exported; 0: the best of its retrainings is. */
    seeds: z.int().min(0).max(100).default(0),
  })
  .transform((settings) => ({
    ...settings,
    retrainReplicates: settings.retrainReplicates ?? (settings.seeds === 0 ? 2 : 1),
  }));

export type FinishSettings = z.output<typeof finishSchema>;

/** What a training of the search spends where nothing is said; the size is the article's. */
export const searchBudgetSchema = budgetSchema.extend({
  examples: budgetSchema.shape.examples.default(6464),
});

/** No other has been shown to win on the primary endpoint: docs/science.md. */
export const DEFAULT_STRATEGY = 'tournament';

export const runConfigSchema = z.strictObject({
  format: z.literal(1).default(1),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
  dataset: z.string().min(1).max(4096).default('mnist'),
  space: searchSpaceSchema,
  /** Settings beside the name are the strategy's own and are checked by it. */
  strategy: z
    .looseObject({ name: z.string().default(DEFAULT_STRATEGY) })
    .default({ name: DEFAULT_STRATEGY }),
  /** What a candidate's training in the search may spend. */
  budget: searchBudgetSchema.default(searchBudgetSchema.parse({})),
  /** The first objective is the fitness. */
  objectives: z
    .array(objectiveSchema)
    .min(1)
    .refine(
      (all) => new Set(all.map(({ name }) => name)).size === all.length,
      'objectives with different names',
    )
    .default([{ name: 'accuracy', direction: 'maximize' }]),
  /** Caps on what is trained, the finish included; cached evaluations are free. */
  maxEvaluations: z.int().min(1).optional(),
  maxExamples: z.int().min(1).optional(),
  /** Genomes that are known to be good: the first of the first batch. */
  enqueue: z.array(z.unknown()).min(1).max(1000).optional(),
  /** The search ends once so many batches in a row have brought no better genome. */
  patience: z.int().min(1).max(10_000).optional(),
  /** Random search beside the strategy, with as many examples; absent where it is not wanted. */
  baseline: z.boolean().optional(),
  finalPhase: finishSchema.nullable().default(finishSchema.parse({})),
});

export type RunConfig = z.output<typeof runConfigSchema> & {
  /**
   * In a library search alone, and absent where it is not: the same genome and budget always give the same
   * result. A network's training depends on its seed, so that the schema of a run has no such field.
   */
  readonly deterministic?: boolean;
};
