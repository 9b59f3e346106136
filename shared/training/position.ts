// Where a training stands: its first values, or those of its checkpoint; and the checkpoint of it.
import type { Dataset } from '../data/dataset.ts';
import { mlpHash } from '../genome/kinds/mlp/mlp-genome.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { Corrupt } from '../kernel/errors.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import type { MlpRequest } from './mlp-request.ts';
import { isParameter, type StateTensor, stateTensors } from './state-tensors.ts';
import { initialValues } from './streams.ts';
import { type EngineIdentity, TRAINING_SEMANTICS } from './trainer.ts';

export interface Position {
  /** Steps made. */
  readonly step: number;
  /** Training cross-entropy of the last step, in nats; null before the first. */
  readonly loss: number | null;
}

/**
 * Fills each tensor with what the training begins with.
 * @param place where the elements of a tensor are written
 * @throws Corrupt when the request's checkpoint is damaged or another training's
 */
export function beginning(
  request: MlpRequest,
  data: Dataset,
  place: (tensor: StateTensor) => Float32Array,
): Position {
  const tensors = stateTensors(request.genome, data);
  const resumed = request.resumeFrom && decodeCheckpoint(request.resumeFrom);
  if (resumed !== undefined) refuseForeign(resumed, request, tensors);
  for (const [index, tensor] of tensors.entries()) {
    const values = place(tensor);
    const known = resumed?.values[index];
    if (known !== undefined) values.set(known);
    else if (isParameter(tensor.name)) drawInto(values, tensor.name, request, tensors);
    else values.fill(0);
  }
  return { step: resumed?.step ?? 0, loss: resumed?.loss ?? null };
}

/** @param values elements of the training's tensors, in their order */
export function checkpointOf(
  { genome, evaluationSeed, budget }: MlpRequest,
  data: Dataset,
  engine: EngineIdentity,
  { step, loss }: Position,
  values: readonly Float32Array[],
): Uint8Array {
  return encodeCheckpoint({
    genome: mlpHash(genome),
    evaluationSeed,
    semantics: TRAINING_SEMANTICS,
    engine: `${engine.name} ${engine.version} ${engine.backend}`,
    schedule: budget.schedule,
    examples: budget.examples,
    step,
    loss,
    tensors: stateTensors(genome, data).map(({ name, shape }) => ({ name, shape: [...shape] })),
    values,
  });
}

/**
 * Weights and biases by name.
 * @throws Corrupt when the checkpoint is damaged or another genome's
 */
export function parametersIn(
  bytes: Uint8Array,
  genome: MlpRequest['genome'],
): Map<string, Float32Array> {
  const { genome: hash, tensors, values } = decodeCheckpoint(bytes);
  if (hash !== mlpHash(genome)) throw new Corrupt('the checkpoint is of another genome');
  return new Map(
    tensors.flatMap(({ name }, index) => {
      const elements = values[index];
      return elements !== undefined && isParameter(name) ? [[name, elements] as const] : [];
    }),
  );
}

function drawInto(
  values: Float32Array,
  name: string,
  { evaluationSeed }: MlpRequest,
  tensors: readonly StateTensor[],
): void {
  const layer = name.split('.')[0];
  const fanIn = tensors.find((other) => other.name === `${layer}.weight`)?.shape[1] ?? 1;
  initialValues(evaluationSeed, name, fanIn, values);
}

function refuseForeign(
  checkpoint: Checkpoint,
  { genome, evaluationSeed, budget }: MlpRequest,
  tensors: readonly StateTensor[],
): void {
  const isSame =
    checkpoint.genome === mlpHash(genome) &&
    canonicalJson(checkpoint.tensors) === canonicalJson(tensors) &&
    checkpoint.evaluationSeed === evaluationSeed &&
    checkpoint.semantics === TRAINING_SEMANTICS &&
    checkpoint.schedule === budget.schedule &&
    (budget.schedule === 'constant' || checkpoint.examples === budget.examples);
  if (!isSame) throw new Corrupt('the checkpoint is of another training');
}
