// One evaluation: train one genome and score it. What identifies it, what is asked, what came out.
import * as z from 'zod';
import { hashOf } from '../kernel/canonical-json.ts';
import type { Budget } from './budget.ts';
import type { Genome } from './genome.ts';
import { FROM_SCRATCH, type Start } from './proposal.ts';
import { shapeSchema } from './task.ts';

export const engineSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  backend: z.string(),
  /** Version of the training's meaning; rises whenever golden weights change. */
  semantics: z.int(),
});

export type Engine = z.output<typeof engineSchema>;

/** Whether a function of the library's user evaluates: then the unit of a budget is the user's. */
export function isLibrary({ name }: Pick<Engine, 'name'>): boolean {
  return name === 'library';
}

export const taskDataSchema = z.strictObject({
  id: z.string(),
  hash: z.string(),
  splitId: z.string(),
  shape: shapeSchema,
  classes: z.int(),
  trainCount: z.int(),
  /** The images were drawn by our own renderer; results say nothing of the real data set. */
  generated: z.boolean(),
});

/** The data set of a run, as far as decisions depend on it. */
export type TaskData = z.output<typeof taskDataSchema>;

/** Hexadecimal seed of one training: H(run seed, genome hash, replicate), never of the budget. */
export function evaluationSeedOf(
  seed: number | string,
  genomeHash: string,
  replicate: number,
): string {
  return hashOf([seed, 'evaluation', genomeHash, replicate]).slice(0, 32);
}

/** The key under which a result is stored once for all: everything that it is a function of. */
export function evaluationKeyOf(parts: {
  readonly genomeHash: string;
  readonly kind: { readonly name: string; readonly semantics: number };
  readonly data: Pick<TaskData, 'hash' | 'splitId'>;
  readonly budget: Budget;
  readonly evaluationSeed: string;
  readonly start: Start;
  readonly engine: Engine;
}): string {
  const { data, start, ...rest } = parts;
  return hashOf({ ...rest, start: startInKey(start), dataset: data.hash, split: data.splitId });
}

/** A training that is resumed from a checkpoint gives the weights of one from scratch. */
function startInKey(start: Start): Start {
  return start.from === 'checkpoint' ? FROM_SCRATCH : start;
}

/** What a worker is asked. */
export interface EvaluationRequest {
  readonly evaluationKey: string;
  readonly genomeHash: string;
  /** In canonical form. */
  readonly genome: Genome;
  readonly budget: Budget;
  readonly evaluationSeed: string;
  readonly start: Start;
  readonly keepWeights: boolean;
}

/** A number, or an accuracy as it was counted. */
export const objectiveValueSchema = z.union([
  z.number(),
  z.strictObject({ correct: z.int().min(0), total: z.int().min(1) }),
]);

export type ObjectiveValue = z.output<typeof objectiveValueSchema>;
export type Objectives = Readonly<Record<string, ObjectiveValue>>;

export const statusSchema = z.enum(['completed', 'diverged', 'censored', 'failed']);

/** `diverged` is a fact of the genome; `censored` ran out of time or budget; `failed` is ours. */
export type EvaluationStatus = z.output<typeof statusSchema>;

export const evaluationResultSchema = z.strictObject({
  evaluationKey: z.string(),
  status: statusSchema,
  /** All that the trainer produces, whatever the run declares: runs share results. */
  objectives: z.record(z.string(), objectiveValueSchema).nullable(),
  /** Training cross-entropy at the end, in nats. */
  loss: z.number().nullable(),
  /** What was reported on the way. */
  points: z.array(
    z.union([
      z.strictObject({
        examples: z.int(),
        loss: z.number().nullable(),
        validation: z.strictObject({ correct: z.int(), total: z.int() }),
      }),
      z.strictObject({ examples: z.number(), value: z.number() }),
    ]),
  ),
  examplesSeen: z.int().min(0),
  /** Of the network that was trained; these two are absent where nobody knows them. */
  parameters: z.int().optional(),
  trainFlops: z.number().optional(),
  setupMs: z.number(),
  trainMs: z.number(),
  evalMs: z.number(),
  /** Blob of the final checkpoint, where weights were kept. */
  weights: z.string().optional(),
  engine: engineSchema,
  /** Who did it and when; outside every hash. */
  provenance: z.strictObject({
    startedAt: z.string(),
    finishedAt: z.string(),
    attempt: z.int().min(1),
    worker: z.string(),
    host: z.string(),
    cpu: z.string(),
    coldStart: z.boolean(),
  }),
});

export type EvaluationResult = z.output<typeof evaluationResultSchema>;

/**
 * Whether a result is all that is asked: with weights, where those are to be kept. They are no part of
 * the evaluation key, so that whoever asked for the same training before may not have kept them.
 */
export function serves(result: EvaluationResult | undefined, keepWeights: boolean): boolean {
  if (result === undefined) return false;
  return !keepWeights || result.status !== 'completed' || result.weights !== undefined;
}
