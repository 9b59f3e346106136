// How long an evaluation takes: the time model behind the remaining time of a run, the estimate on AWS and the
// simulation of scale. They differ in where their speeds come from.
import { trainFlops } from '../network/network-cost.ts';

export interface Speed {
  /** Milliseconds before the first step. */
  readonly setupMs: number;
  /** Examples that a training takes as long as, before its first step: it draws weights and touches memory. */
  readonly examplesToBegin: number;
  /** Milliseconds of one floating-point operation of a training. */
  readonly trainMsPerFlop: number;
  /** Milliseconds of one floating-point operation of a forward pass in validation. */
  readonly evalMsPerFlop: number;
}

/** What an evaluation computes. */
export interface EvaluationWork {
  /** Floating-point operations of one example's forward pass. */
  readonly forwardFlops: number;
  /** Training examples. */
  readonly examples: number;
  readonly validationCount: number;
}

export function evaluationMs(
  { setupMs, examplesToBegin, trainMsPerFlop, evalMsPerFlop }: Speed,
  { forwardFlops, examples, validationCount }: EvaluationWork,
): number {
  return (
    setupMs +
    trainFlops({ forwardFlops }, examples + examplesToBegin) * trainMsPerFlop +
    forwardFlops * validationCount * evalMsPerFlop
  );
}

/** A speed of so many floating-point operations a second, in training and validation. */
export function speedFrom(setupMs: number, trained: number, scored: number = trained): Speed {
  return {
    setupMs,
    examplesToBegin: 0,
    trainMsPerFlop: 1000 / trained,
    evalMsPerFlop: 1000 / scored,
  };
}
