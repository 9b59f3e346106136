// A training from request to outcome, whatever engine makes the steps: stops, reports, validation.
import { BATCH_SIZE, stepsOf } from '../contracts/budget.ts';
import type { Position } from './position.ts';
import type { Score } from './score.ts';
import { MAX_LOSS } from './state-tensors.ts';
import type {
  IntermediatePoint,
  TrainingOptions,
  TrainingOutcome,
  TrainingRequest,
} from './trainer.ts';

/** A training under way in an engine. */
export interface TrainingRun extends Position {
  /** Milliseconds until the first step could be made. */
  readonly setupMs: number;
  /**
   * Makes steps until `stop`, or until the loss says that the training diverged.
   * @param cut asked between two segments: true ends it there
   * @returns the loss of each step made
   * @throws DOMException named AbortError between segments when the signal fires
   */
  advance(stop: number, cut: () => boolean, signal?: AbortSignal): Promise<number[]>;
  /** The score of the weights as they are on the validation split. */
  validate(): Promise<Score>;
  checkpoint(): Uint8Array;
  close(): Promise<void>;
}

/** Whether a training whose last loss was this has diverged; NaN has. */
export function isDiverged(loss: number | null): boolean {
  return loss !== null && !(loss <= MAX_LOSS);
}

/** @param open begins the training, or goes on where its checkpoint stands */
export async function train(
  { budget }: Pick<TrainingRequest, 'budget'>,
  options: TrainingOptions,
  open: () => Promise<TrainingRun>,
): Promise<TrainingOutcome> {
  const startedMs = performance.now();
  const steps = stepsOf(budget);
  const lastStep = Math.min(steps, options.stopAtStep ?? steps);
  const points: IntermediatePoint[] = [];
  const run = await open();
  let evalMs = 0;
  let isCut = false;
  const cut = () => {
    isCut ||= options.stopWhen?.() ?? false;
    return isCut;
  };
  try {
    const score = async () => {
      const beforeMs = performance.now();
      const result = await run.validate();
      evalMs += performance.now() - beforeMs;
      return result;
    };
    while (run.step < lastStep) {
      options.signal?.throwIfAborted();
      const stop = nextStop(run.step, lastStep, options.reportEverySteps);
      const losses = await run.advance(stop, cut, options.signal);
      if (isDiverged(run.loss) || isCut) break;
      if (options.reportEverySteps !== undefined && run.step < lastStep) {
        const mean = losses.reduce((sum, value) => sum + value, 0) / losses.length;
        const examples = run.step * BATCH_SIZE;
        const point = { examples, loss: mean, validation: (await score()).accuracy };
        points.push(point);
        options.onReport?.(point);
        if (cut()) break;
      }
    }
    const trainMs = performance.now() - startedMs - evalMs;
    const { loss } = run;
    const hasDiverged = isDiverged(loss);
    const isStopped = isCut || lastStep < steps;
    const keepsCheckpoint = options.keepCheckpoint === true || isCut;
    return {
      status: hasDiverged ? 'diverged' : isStopped ? 'stopped' : 'completed',
      objectives: hasDiverged || isCut ? null : { ...(await score()) },
      loss: loss !== null && Number.isFinite(loss) ? loss : null,
      points,
      examplesSeen: run.step * BATCH_SIZE,
      setupMs: run.setupMs,
      trainMs,
      evalMs,
      ...(keepsCheckpoint && !hasDiverged ? { checkpoint: run.checkpoint() } : {}),
    };
  } finally {
    await run.close();
  }
}

function nextStop(step: number, lastStep: number, every: number | undefined): number {
  if (every === undefined) return lastStep;
  return Math.min(lastStep, (Math.floor(step / every) + 1) * every);
}
