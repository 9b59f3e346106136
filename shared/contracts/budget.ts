// What one training may spend, and how its learning rate moves meanwhile.
import * as z from 'zod';

/** Examples of one optimizer step (the article's batch size). */
export const BATCH_SIZE = 64;

export const budgetSchema = z.strictObject({
  /** Training examples to be seen; a remainder under one batch is dropped. */
  examples: z.int().min(BATCH_SIZE),
  /** `constant`, or `linear`: from the genome's learning rate down to 0 over the whole budget. */
  schedule: z.enum(['constant', 'linear']).default('constant'),
});

export type Budget = z.output<typeof budgetSchema>;

/** Optimizer steps that a budget pays for: ⌊examples / 64⌋. */
export function stepsOf(budget: Budget): number {
  return Math.floor(budget.examples / BATCH_SIZE);
}
