// A trainer that a person wrote, behind the same port: whatever it answers is checked before it counts.
import type { Objectives, ObjectiveValue } from '../../contracts/evaluation.ts';
import { type DeclaredObjective, objectiveSchema } from '../../contracts/objective.ts';
import { valuesIn } from '../../contracts/task.ts';
import type { Dataset, LabelledImages } from '../../data/dataset.ts';
import { type Fault, InvalidInput, missing, shown } from '../../kernel/errors.ts';
import { DEFAULT_OBJECTIVES } from '../objectives.ts';
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
  /** The objectives that train returns, by name or as declarations; `accuracy` alone where it is not exported. */
  readonly objectives?: readonly (string | DeclaredObjective)[];
  /** Trains what the genes describe on data.train and scores it on data.validation. */
  train(genome: unknown, context: unknown): unknown;
  /** Class probabilities, shape [count, classes]; needed where there is a finish. */
  predict?(genome: unknown, weights: Uint8Array, images: Uint8Array, data: unknown): unknown;
}

/**
 * @param file as the person named it
 * @returns the objectives that it declares
 * @throws InvalidInput naming each export that is missing or of another form
 */
export function checkOwnTrainer(
  module: unknown,
  file: string,
  hasFinish: boolean,
): readonly DeclaredObjective[] {
  const found = (module ?? {}) as Record<string, unknown>;
  const faults: Fault[] = [];
  if (typeof found.train !== 'function') {
    const allowed = 'an exported function: export async function train(genome, context)';
    faults.push(exportFault(`${file} train`, found.train, allowed));
  }
  const mayLack = found.predict === undefined && !hasFinish;
  if (typeof found.predict !== 'function' && !mayLack) {
    const allowed = 'an exported function predict(genome, weights, images, data)';
    const hint = 'the final phase evaluates the champion with it; to run without: --no-final-phase';
    faults.push({ ...exportFault(`${file} predict`, found.predict, allowed), hint });
  }
  const { objectives = DEFAULT_OBJECTIVES } = found;
  const declared = declaredIn(objectives);
  if (declared === undefined) {
    const allowed =
      "an array of different names of letters and digits, or of objects with name, direction, format and unit: export const objectives = ['accuracy', { name: 'latency', direction: 'minimize', unit: 'ms' }]";
    faults.push({ path: `${file} objectives`, value: shown(objectives), allowed });
  }
  if (declared === undefined || faults.length > 0) throw new InvalidInput(faults);
  return declared;
}

function exportFault(path: string, value: unknown, allowed: string): Fault {
  return value === undefined ? missing(path, allowed) : { path, value: shown(value), allowed };
}

const declaredSchema = objectiveSchema.partial().required({ name: true });

/** Undefined for what declares no objectives. */
function declaredIn(objectives: unknown): readonly DeclaredObjective[] | undefined {
  if (!Array.isArray(objectives) || objectives.length === 0) return undefined;
  const declared = objectives.flatMap((one: unknown): DeclaredObjective[] => {
    const { success, data } = declaredSchema.safeParse(
      typeof one === 'string' ? { name: one } : one,
    );
    return success ? [data as DeclaredObjective] : [];
  });
  const names = new Set(declared.map(({ name }) => name));
  return names.size === objectives.length ? declared : undefined;
}

/** @param module one that checkOwnTrainer let pass */
export function ownTrainer(module: OwnTrainerModule, identity: EngineIdentity): Trainer {
  return {
    identity,
    train: (request, data, options = {}) => train(module, request, data, options),
    predict: async (genome, checkpoint, images, data) => {
      const count = images.length / valuesIn(data.shape);
      const form = { ...data, pixels: valuesIn(data.shape) };
      const answer = await module.predict?.(genesOf(genome), checkpoint, images, form);
      const isWhole = answer instanceof Float32Array && answer.length === count * data.classes;
      if (isWhole && answer.every(Number.isFinite)) return answer;
      const allowed = `a Float32Array of ${count} × ${data.classes} finite probabilities`;
      const wrong = isWhole ? ` with ${answer.find((one) => !Number.isFinite(one))}` : '';
      throw new Error(`predict returned ${inShort(answer)}${wrong}; expected ${allowed}`);
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
    const seen = typeof examples === 'number' ? Math.trunc(examples) : Number.NaN;
    if (!Number.isSafeInteger(seen) || seen < 0 || validation === undefined) return;
    const point = { examples: seen, loss: null, validation };
    points.push(point);
    onReport?.(point);
  };
  const { examples, schedule } = budget;
  // Of its own: what a trainer does to its images changes no other training.
  const own = {
    ...{ ...data, pixels: valuesIn(data.shape) },
    ...{ train: copyOf(data.train), validation: copyOf(data.validation) },
  };
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
  const names = (declaredIn(module.objectives) ?? DEFAULT_OBJECTIVES).map(({ name }) => name);
  const objectives = objectivesIn(answer, names, total);
  const fields = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<
    string,
    unknown
  >;
  const { weights, loss } = fields;
  if (keepCheckpoint && objectives !== null && !(weights instanceof Uint8Array)) {
    throw new Error(
      `train returned weights: ${inShort(weights)}; expected a Uint8Array for predict`,
    );
  }
  return {
    status: objectives === null ? 'diverged' : 'completed',
    objectives,
    // A declared loss is what the trainer validated, not what it trained with.
    loss: !names.includes('loss') && Number.isFinite(loss) ? Number(loss) : null,
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

/**
 * @returns null where one of them is NaN: the training diverged
 * @throws Error in words naming each objective that is missing or of another form
 */
function objectivesIn(answer: unknown, names: readonly string[], total: number): Objectives | null {
  const values = names.map((name) => {
    const given: unknown =
      typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
    return { name, given, value: recordedValue(name, given, total) };
  });
  const wrong = values.filter(({ given, value }) => value === undefined && !Number.isNaN(given));
  if (wrong.length > 0) {
    const allowed = wrong.map(({ name }) => `${name}: ${formOf(name)}`).join(', ');
    throw new Error(
      `train returned ${inShort(answer)}; expected an object with ${allowed}; NaN if the training diverged`,
    );
  }
  const known = values.flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return known.length < names.length ? null : Object.fromEntries(known);
}

/** The value as it is recorded, or undefined for what is none. */
function recordedValue(name: string, given: unknown, total: number): ObjectiveValue | undefined {
  if (name === 'accuracy') return countsOf(given, total);
  return typeof given === 'number' && Number.isFinite(given) ? given : undefined;
}

function formOf(name: string): string {
  return name === 'accuracy'
    ? 'a fraction from 0 to 1 or {correct, total} of the validation images'
    : 'a finite number';
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
