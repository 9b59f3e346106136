// The engine `onnx`: a training is a few runs of one compiled graph, and nothing of JavaScript
// happens between the steps of a run.
import { stepsOf } from '../../contracts/budget.ts';
import type { Dataset } from '../../data/dataset.ts';
import { mlpHash } from '../../genome/kinds/mlp/mlp-genome.ts';
import { Corrupt } from '../../kernel/errors.ts';
import { type Checkpoint, decodeCheckpoint } from '../checkpoint.ts';
import type {
  IntermediatePoint,
  Trainer,
  TrainingOptions,
  TrainingOutcome,
  TrainingRequest,
} from '../trainer.ts';
import { IDENTITY } from './identity.ts';
import { predictProbabilities, validate } from './predict.ts';
import { TrainingRun } from './training-run.ts';

/** A trainer on onnxruntime-node's CPU provider. */
export function onnxTrainer(): Trainer {
  return {
    identity: IDENTITY,
    train,
    predict: async (genome, bytes, images, data) => {
      const checkpoint = decodeCheckpoint(bytes);
      if (checkpoint.genome !== mlpHash(genome)) {
        throw new Corrupt('the checkpoint belongs to another genome');
      }
      return predictProbabilities(genome, parametersOf(checkpoint), images, data);
    },
  };
}

async function train(
  request: TrainingRequest,
  data: Dataset,
  options: TrainingOptions = {},
): Promise<TrainingOutcome> {
  const startedMs = performance.now();
  const steps = stepsOf(request.budget);
  const lastStep = Math.min(steps, options.stopAtStep ?? steps);
  const points: IntermediatePoint[] = [];
  const run = await TrainingRun.open(request, data);
  let evalMs = 0;
  let isCut = false;
  const cut = () => {
    isCut ||= options.stopWhen?.() ?? false;
    return isCut;
  };
  try {
    const score = async () => {
      const beforeMs = performance.now();
      const result = await validate(request.genome, run.parameters(), data.validation, data);
      evalMs += performance.now() - beforeMs;
      return result;
    };
    while (run.step < lastStep) {
      options.signal?.throwIfAborted();
      const stop = nextStop(run.step, lastStep, options.reportEverySteps);
      const losses = await run.advance(stop, cut, options.signal);
      if (run.isDiverged || isCut) break;
      if (options.reportEverySteps !== undefined && run.step < lastStep) {
        const mean = losses.reduce((sum, value) => sum + value, 0) / losses.length;
        const point = { examples: run.examples, loss: mean, validation: await score() };
        points.push(point);
        options.onReport?.(point);
        if (cut()) break;
      }
    }
    const trainMs = performance.now() - startedMs - evalMs;
    const { isDiverged, loss } = run;
    const isStopped = isCut || lastStep < steps;
    const keepsCheckpoint = options.keepCheckpoint === true || isCut;
    return {
      status: isDiverged ? 'diverged' : isStopped ? 'stopped' : 'completed',
      validation: isDiverged || isCut ? null : await score(),
      loss: loss !== null && Number.isFinite(loss) ? loss : null,
      points,
      examplesSeen: run.examples,
      setupMs: run.setupMs,
      trainMs,
      evalMs,
      ...(keepsCheckpoint && !isDiverged ? { checkpoint: run.checkpoint(IDENTITY) } : {}),
    };
  } finally {
    await run.close();
  }
}

function nextStop(step: number, lastStep: number, every: number | undefined): number {
  if (every === undefined) return lastStep;
  return Math.min(lastStep, (Math.floor(step / every) + 1) * every);
}

function parametersOf({ tensors, values }: Checkpoint): Map<string, Float32Array> {
  return new Map(
    tensors.flatMap(({ name }, index) => {
      const elements = values[index];
      return elements === undefined ? [] : [[name, elements] as const];
    }),
  );
}
