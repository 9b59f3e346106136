// What starts a run on AWS: the run configuration of the command line, and what only AWS has beside it.
import { z } from 'zod';
import { parseInput } from './parse.ts';

/** The stack's own names: the execution's name is the run's id, and its children add to it. */
export const RUN_ID_PATTERN = /^[A-Za-z0-9_-]{1,60}$/;

/** On AWS a data set is named by its id; a run's input never holds a path, an address or a key. */
export const DATASET_ID_PATTERN = /^[a-z0-9-]{1,64}$/;

const awsInputSchema = z.looseObject({
  /** Most that the run may spend, in US dollars. */
  budgetUsd: z.number().gt(0).max(1e6).default(1),
  dataset: z.string().regex(DATASET_ID_PATTERN).default('mnist'),
});

const resumeInputSchema = z.strictObject({
  /** The run to go on with. */
  resume: z.string().regex(RUN_ID_PATTERN),
  /** A new cap for the whole run, what it has spent included; without it the old one holds. */
  budgetUsd: z.number().gt(0).max(1e6).optional(),
});

export type ResumeInput = z.output<typeof resumeInputSchema>;

/** A new run: its cap, and its configuration as it was written, still to be resolved. */
export interface StartInput {
  readonly budgetUsd: number;
  readonly config: Record<string, unknown>;
}

/**
 * Reads an execution's input; `{}` starts the article's search on MNIST.
 * @throws InvalidInput with every fault of what is AWS's own; the configuration is checked elsewhere
 */
export function readRunInput(input: unknown): { resume: ResumeInput } | { start: StartInput } {
  if (typeof input === 'object' && input !== null && Object.hasOwn(input, 'resume')) {
    return { resume: parseInput(resumeInputSchema, withoutNoise(input)) };
  }
  const whole =
    typeof input === 'object' && input !== null && !Array.isArray(input)
      ? withoutNoise(input)
      : input;
  const { budgetUsd, ...config } = parseInput(awsInputSchema, whole);
  return { start: { budgetUsd, config } };
}

/** Step Functions' console and SDKs add names of their own, and people add comments. */
function withoutNoise(input: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).filter(
      ([name]) => name !== 'Comment' && !name.startsWith('AWS_STEP_FUNCTIONS_'),
    ),
  );
}
