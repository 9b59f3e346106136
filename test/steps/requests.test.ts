// The order in which a generation is trained: by floating-point operations, known for all that a built-in engine trains.
import { describe, expect, it } from 'vitest';
import { taskOf } from '../../shared/contracts/task.ts';
import { genomeCost } from '../../shared/genome/genome-network.ts';
import { strategies } from '../../shared/search/registry.ts';
import { missingRequests, plan } from '../../shared/steps/plan.ts';
import { startOf } from '../../shared/steps/run-state.ts';
import { started } from './fake-run.ts';

const SEARCH = { strategy: { name: 'random', population: 6, generations: 1 }, finalPhase: null };

function firstGeneration() {
  const state = startOf(started(SEARCH), strategies);
  const planned = plan(state, 'now');
  if (typeof planned === 'string') throw new Error('a fresh run has a generation to plan');
  return { state, planned };
}

/** The places of the first evaluations, in the order in which they are trained. */
function orderOf(works: readonly { parameters: number; forwardFlops: number; examples: number }[]) {
  const { state, planned } = firstGeneration();
  const evaluations = works.map(({ examples, ...size }, place) => {
    const one = planned.evaluations[place]!;
    return { ...one, ...size, budget: { ...one.budget, examples } };
  });
  const requests = missingRequests(state, { planned: { ...planned, evaluations }, facts: null });
  return requests.map(({ evaluationKey }) =>
    evaluations.findIndex((one) => one.evaluationKey === evaluationKey),
  );
}

describe('requests of a generation', () => {
  it('come in descending order of FLOPs, whatever their numbers of parameters', () => {
    // A convolution has few parameters and many operations.
    const convolution = { parameters: 1_000, forwardFlops: 9_000_000, examples: 640 };
    const dense = { parameters: 900_000, forwardFlops: 1_800_000, examples: 640 };
    const small = { parameters: 50_000, forwardFlops: 100_000, examples: 640 };
    expect(orderOf([small, dense, convolution])).toEqual([2, 1, 0]);
    expect(orderOf([convolution, small, dense])).toEqual([0, 2, 1]);
  });

  it('count the operations of the whole training, and keep the order of the plan where they are equal', () => {
    const long = { parameters: 10, forwardFlops: 1_000, examples: 6400 };
    const large = { parameters: 10, forwardFlops: 8_000, examples: 640 };
    const equal = { parameters: 20, forwardFlops: 10_000, examples: 640 };
    expect(orderOf([large, long, equal])).toEqual([1, 2, 0]);
    expect(orderOf([equal, large, long])).toEqual([0, 2, 1]);
  });

  it('are sorted by the FLOPs of the networks that are planned', () => {
    const { state, planned } = firstGeneration();
    const task = taskOf(state.started.data);
    const flops = planned.evaluations.map(({ genome }) => genomeCost(genome, task)!.forwardFlops);
    expect(planned.evaluations.map(({ forwardFlops }) => forwardFlops)).toEqual(flops);
    const requests = missingRequests(state, { planned, facts: null });
    expect(requests.map(({ genome }) => genomeCost(genome, task)!.forwardFlops)).toEqual(
      flops.toSorted((a, b) => b - a),
    );
    expect(flops).not.toEqual(flops.toSorted((a, b) => b - a));
  });
});
