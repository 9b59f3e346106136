// What starts a run on AWS: the run configuration of the command line, and what only AWS has beside it.
import * as z from 'zod';
import { parseInput } from './parse.ts';

/** The execution's name is the run's id, and its children add to it; Step Functions ends names at 80. */
export const RUN_ID_PATTERN = /^[A-Za-z0-9_-]{1,60}$/;

/** On AWS a data set is named by its id; a run's input never holds a path, an address or a key. */
export const DATASET_ID_PATTERN = /^[a-z0-9-]{1,64}$/;

const budgetUsdSchema = z.number().gt(0).max(1e6);

const startInputSchema = z.object({
  /** Most that the run may spend, in US dollars. */
  budgetUsd: budgetUsdSchema.default(1),
  dataset: z
    .string()
    .regex(
      DATASET_ID_PATTERN,
      'the id of a data set: 1 to 64 lower-case letters, digits and hyphens',
    )
    .default('mnist'),
});

const resumeInputSchema = z.strictObject({
  /** The run to go on with. */
  resume: z.string().regex(RUN_ID_PATTERN, 'the id of a run'),
  /** A new cap for the whole run, what it has spent included; without it the old one holds. */
  budgetUsd: budgetUsdSchema.optional(),
});

export type StartInput = z.output<typeof startInputSchema>;
export type ResumeInput = z.output<typeof resumeInputSchema>;

/** An execution's input, not yet checked: a new run's configuration, or which run goes on. */
export type RunInput = { readonly start: unknown } | { readonly resume: object };

/** Which of both it is. Step Functions' console and SDKs add names of their own, which are left out. */
export function runInputOf(input: unknown): RunInput {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return { start: input };
  const own = Object.entries(input).filter(
    ([name]) => name !== 'Comment' && !name.startsWith('AWS_STEP_FUNCTIONS_'),
  );
  const cleaned = Object.fromEntries(own);
  return Object.hasOwn(cleaned, 'resume') ? { resume: cleaned } : { start: cleaned };
}

/** What AWS has beside the configuration. @throws InvalidInput with every fault of it */
export function readStartInput(input: unknown): StartInput {
  return parseInput(startInputSchema, typeof input === 'object' ? input : {});
}

/** @throws InvalidInput with every fault */
export function readResumeInput(input: object): ResumeInput {
  return parseInput(resumeInputSchema, input);
}
