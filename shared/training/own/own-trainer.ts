// A trainer that a person wrote, behind the same port: whatever it answers is checked before it counts.
import type { Dataset, LabelledImages } from '../../data/dataset.ts';
import { InvalidInput, shown } from '../../kernel/errors.ts';
import type {
  CanonicalGenome,
  EngineIdentity,
  IntermediatePoint,
  Trainer,
  TrainingOptions,
  TrainingOutcome,
  TrainingRequest,
} from '../trainer.ts';
import { reportedCost } from './reported-cost.ts';

/** What a module given with `--trainer` exports; docs/library.md has one. */
export interface OwnTrainerModule {
  /** Trains what the genes describe on data.train and scores it on data.validation. */
  train(genome: unknown, context: unknown): unknown;
  /** Class probabilities, shape [count, classes]; needed where there is a finish. */
  predict?(genome: unknown, weights: Uint8Array, images: Uint8Array, data: unknown): unknown;
}

/**
 * @param file as the person named it
 * @throws InvalidInput naming each export that is missing or no function
 */
export function checkOwnTrainer(module: unknown, file: string, hasFinish: boolean): void {
  const found = (module ?? {}) as Record<string, unknown>;
  const faults = [];
  if (typeof found.train !== 'function') {
    const allowed = `an exported function: export async function train(genome, context)`;
    faults.push({ path: `${file} train`, value: shown(found.train), allowed });
  }
  const mayLack = found.predict === undefined && !hasFinish;
  if (typeof found.predict !== 'function' && !mayLack) {
    const allowed =
      'an exported function predict(genome, weights, images, data), for the test split judges the champion; or --no-finish';
    faults.push({ path: `${file} predict`, value: shown(found.predict), allowed });
  }
  if (faults.length > 0) throw new InvalidInput(faults);
}

/** @param module one that checkOwnTrainer let pass */
export function ownTrainer(module: OwnTrainerModule, identity: EngineIdentity): Trainer {
  return {
    identity,
    train: (request, data, options = {}) => train(module, request, data, options),
    predict: async (genome, checkpoint, images, data) => {
      const count = images.length / data.pixels;
      const answer = await module.predict?.(genesOf(genome), checkpoint, images, data);
      const isWhole = answer instanceof Float32Array && answer.length === count * data.classes;
      if (isWhole && answer.every(Number.isFinite)) return answer;
      const allowed = `a Float32Array of ${count} × ${data.classes} probabilities, each a number`;
      const wrong = isWhole ? `, ${answer.find((one) => !Number.isFinite(one))} in it` : '';
      throw new Error(`predict returned ${inShort(answer)}${wrong}; allowed: ${allowed}`);
    },
  };
}

async function train(
  module: OwnTrainerModule,
  request: TrainingRequest,
  data: Dataset,
  { keepCheckpoint = false, signal, onReport }: TrainingOptions,
): Promise<TrainingOutcome> {
  const startedMs = performance.now();
  const { genome, budget, evaluationSeed: seed } = request;
  const points: IntermediatePoint[] = [];
  const total = data.validation.count;
  const report = (examples: unknown, accuracy: unknown): void => {
    const validation = countsOf(accuracy, total);
    const seen = Math.trunc(Number(examples));
    if (!Number.isSafeInteger(seen) || seen < 0 || validation === undefined) return;
    const point = { examples: seen, loss: null, validation };
    points.push(point);
    onReport?.(point);
  };
  const { examples, schedule } = budget;
  // Of its own: what a trainer does to its images changes no other training.
  const own = { ...data, train: copyOf(data.train), validation: copyOf(data.validation) };
  const context = {
    data: own,
    examples,
    schedule,
    seed,
    signal,
    keepWeights: keepCheckpoint,
    report,
  };
  const answer: unknown = await module.train(genesOf(genome), context);
  signal?.throwIfAborted();
  const fields = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<
    string,
    unknown
  >;
  const { accuracy, weights, loss } = fields;
  const validation = Number.isNaN(accuracy) ? null : countsOf(accuracy, total);
  if (validation === undefined) {
    throw new Error(
      `train returned ${inShort(answer)}; allowed: an object with accuracy: a fraction of 0 to 1, ` +
        '{correct, total} of the validation images, or NaN where the training diverged',
    );
  }
  if (keepCheckpoint && validation !== null && !(weights instanceof Uint8Array)) {
    throw new Error(
      `train returned weights: ${inShort(weights)}; allowed: a Uint8Array that predict takes`,
    );
  }
  return {
    status: validation === null ? 'diverged' : 'completed',
    validation,
    loss: typeof loss === 'number' && Number.isFinite(loss) ? loss : null,
    points,
    // What it may spend; how it does so it alone knows.
    examplesSeen: examples,
    reported: reportedCost(fields),
    setupMs: 0,
    trainMs: performance.now() - startedMs,
    evalMs: 0,
    ...(keepCheckpoint && weights instanceof Uint8Array ? { checkpoint: weights } : {}),
  };
}

/** The genes alone, as the library's `evaluate` is given them. */
function genesOf({ format: _, kind: __, ...genes }: CanonicalGenome): object {
  return genes;
}

function copyOf(split: LabelledImages): LabelledImages {
  return { ...split, images: split.images.slice(), labels: split.labels.slice() };
}

/** Right answers of all validation images, or undefined for what is no accuracy. */
function countsOf(
  accuracy: unknown,
  total: number,
): { correct: number; total: number } | undefined {
  if (typeof accuracy === 'number') {
    return accuracy >= 0 && accuracy <= 1
      ? { correct: Math.round(accuracy * total), total }
      : undefined;
  }
  if (typeof accuracy !== 'object' || accuracy === null) return undefined;
  const { correct, total: of } = accuracy as Record<string, unknown>;
  const isCount = Number.isSafeInteger(correct) && Number(correct) >= 0 && Number(correct) <= total;
  return isCount && of === total ? { correct: Number(correct), total } : undefined;
}

function inShort(value: unknown): string {
  return ArrayBuffer.isView(value)
    ? `${value.constructor.name} of ${value.byteLength} bytes`
    : shown(value);
}
