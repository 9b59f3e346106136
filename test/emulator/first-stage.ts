// The first stage of a small search, planned, and its messages in the test's hands.
import { expect } from 'vitest';
import { closeStage } from '../../functions/protocol/close-stage.ts';
import { planStage } from '../../functions/protocol/plan-stage.ts';
import { work } from '../../functions/protocol/work.ts';
import type { EvaluationMessage } from '../../shared/contracts/evaluation-message.ts';
import { SMALL_DIGITS } from '../data/small-digits.ts';
import { attempt, begin, type InProcess, type Place } from './in-process.ts';
import { SMALL_RUN } from './small-run.ts';

/** Networks that train in some milliseconds. */
export const SMALL_SPACE = {
  genes: {
    layers: {
      type: 'list',
      length: { min: 1, max: 2 },
      mutation: 0.1,
      genes: {
        units: { type: 'integer', min: 8, max: 64, mutation: 0.2 },
        activation: { type: 'categorical', values: ['relu', 'tanh'], mutation: 0.2 },
        dropout: { type: 'real', min: 0, max: 0.5, mutation: 0.2 },
      },
    },
    optimizer: {
      type: 'group',
      genes: {
        kind: { type: 'categorical', values: ['sgd', 'adam'], mutation: 0.2 },
        learningRate: { type: 'real', min: 0.001, max: 0.01, scale: 'log', mutation: 0.2 },
        weightDecay: { type: 'real', min: 0.0001, max: 0.001, scale: 'log', mutation: 0.2 },
      },
    },
  },
};

const { layers, optimizer } = SMALL_SPACE.genes;

/** Networks of more than a million weights, whose training looks at the clock before its end. */
export const LARGE_SPACE = {
  genes: {
    layers: {
      ...layers,
      length: { min: 2, max: 2 },
      genes: { ...layers.genes, units: { ...layers.genes.units, min: 768, max: 1024 } },
    },
    optimizer,
  },
};

const SEARCH = {
  dataset: SMALL_DIGITS,
  space: SMALL_SPACE,
  strategy: { name: 'tournament', population: 5, generations: 2 },
  budget: { examples: 320 },
  finalPhase: null,
};

/** The shortest final phase, with all of its parts. */
export const SHORT_FINAL_PHASE = {
  ...SMALL_RUN.finalPhase,
  rerankReplicates: 1,
  seeds: 1,
};

/** The shortest run in which one evaluation arrives after another. */
export function freshGeneration() {
  return { ...freshSearch(), strategy: { name: 'tournament', population: 2, generations: 1 } };
}

/** One generation of networks that train for seconds: one can be stopped while others wait. */
export function freshLongGeneration() {
  const strategy = { name: 'tournament', population: 3, generations: 1 };
  return { ...freshSearch(), strategy, space: LARGE_SPACE, budget: { examples: 3200 } };
}

/** Of this process: the cache of results is shared by all processes. */
let seeds = 1000 * process.pid;

/** A configuration whose results no test before has left in the cache. */
export function freshSearch() {
  return { ...SEARCH, seed: freshSeed() };
}

/** A run seed that no test has used. */
export function freshSeed(): number {
  seeds += 1;
  return seeds;
}

/** A run with every stage there is. */
export function wholeRun() {
  return {
    dataset: SMALL_DIGITS,
    seed: freshSeed(),
    space: SMALL_SPACE,
    strategy: { name: 'tournament', population: 4, generations: 3 },
    budget: { examples: 320 },
    finalPhase: SMALL_RUN.finalPhase,
  };
}

export async function planned(pipeline: InProcess, config: object) {
  const place = await begin(pipeline, config);
  const token = pipeline.tokens.issue();
  await planStage({ ...place, resend: false, token }, pipeline.tools);
  const messages = await pipeline.take();
  return { place, token, messages };
}

/** Works off all but the last message, and hands that one over. */
export async function upToLast(pipeline: InProcess, messages: readonly EvaluationMessage[]) {
  for (const message of messages.slice(0, -1)) await work(message, attempt(), pipeline.tools);
  return messages.at(-1)!;
}

export async function closeFirst(pipeline: InProcess, place: Place, forced = false) {
  const closed = await closeStage({ ...place, batch: 0, forced }, pipeline.tools);
  expect(closed.status).toBe('next');
  return { ...place, closed: 1 };
}
