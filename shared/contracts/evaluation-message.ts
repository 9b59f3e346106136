// What is sent to a training function, as JSON: a request, and where its arrival is to be recorded.
import * as z from 'zod';
import { InvalidInput } from '../kernel/errors.ts';
import { budgetSchema } from './budget.ts';
import { type Engine, type EvaluationRequest, engineSchema } from './evaluation.ts';
import { parseInput } from './parse.ts';

/** Rises when a worker of the last version could not read the message. */
export const MESSAGE_CONTRACT = 2;

/** The oldest that is read: messages of contract 1 describe the starting weights in another form. */
const LEAST_CONTRACT = 2;

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

const evaluationMessageSchema = z.strictObject({
  contract: z.int().min(LEAST_CONTRACT).max(MESSAGE_CONTRACT),
  /** What its evaluation key was made for. */
  engine: engineSchema,
  route: routeSchema,
  request: z.strictObject({
    evaluationKey: z.string().min(1),
    genomeHash: z.string(),
    genome: z.looseObject({ format: z.literal(1), kind: z.string() }).catchall(geneValueSchema),
    budget: budgetSchema,
    evaluationSeed: z.string(),
    start: z.discriminatedUnion('from', [
      z.strictObject({ from: z.literal('scratch') }),
      z.strictObject({ from: z.literal('checkpoint'), evaluationKey: z.string() }),
      z.strictObject({
        from: z.literal('parent'),
        evaluationKey: z.string(),
        morphisms: z.array(z.strictObject({ parentNode: z.int(), node: z.int() })),
      }),
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

/** @throws InvalidInput when it is not a message of this contract version or the last */
export function decodeMessage(body: string): EvaluationMessage {
  return parseInput(evaluationMessageSchema, parsed(body), 'message') as EvaluationMessage;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidInput([
      { path: 'message', value: 'text', problem: 'not valid JSON', allowed: 'JSON' },
    ]);
  }
}
