// What is sent to a training function: a request, and where its arrival is to be recorded.
import * as z from 'zod';
import { budgetSchema } from './budget.ts';
import { type Engine, type EvaluationRequest, engineSchema } from './evaluation.ts';

/** Rises when a worker of the last version could not read the message; N and N−1 are taken. */
export const MESSAGE_CONTRACT = 1;

const routeSchema = z.strictObject({
  runId: z.string(),
  /** Ownership of the run that planned this; a later owner's workers drop it. */
  epoch: z.int().min(1),
  batch: z.int().min(0),
  /** Of the evaluation among the distinct ones of its batch. */
  index: z.int().min(0),
  /** Distinct evaluations of the batch. */
  count: z.int().min(1),
  /** Pieces of the training done before this one. */
  piece: z.int().min(0),
  /** Attempts that were paid for when it was planned: one, or the pieces that it takes at most. */
  paidPieces: z.int().min(1),
  /** The data set of the run; whoever finds another under its id does not train. */
  data: z.strictObject({ id: z.string(), hash: z.string(), splitId: z.string() }),
});

/** Where an evaluation belongs. */
export type Route = z.output<typeof routeSchema>;

const geneValueSchema: z.ZodType = z.json();

export const evaluationMessageSchema = z.strictObject({
  contract: z
    .int()
    .min(MESSAGE_CONTRACT - 1)
    .max(MESSAGE_CONTRACT),
  /** What its evaluation key was made for. */
  engine: engineSchema,
  route: routeSchema,
  request: z.strictObject({
    evaluationKey: z.string().min(1),
    genomeHash: z.string(),
    genome: z.looseObject({ format: z.literal(1), kind: z.string() }).catchall(geneValueSchema),
    budget: budgetSchema,
    evaluationSeed: z.string(),
    initialization: z.union([
      z.literal('fresh'),
      z.strictObject({ parent: z.string(), layers: z.record(z.string(), z.string()) }),
    ]),
    keepWeights: z.boolean(),
  }),
});

export interface EvaluationMessage {
  readonly contract: number;
  readonly engine: Engine;
  readonly route: Route;
  readonly request: EvaluationRequest;
}
