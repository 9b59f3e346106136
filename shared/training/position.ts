// Where a training stands: its first values, or those of its checkpoint; and the checkpoint of it.
import { canonicalJson } from '../kernel/canonical-json.ts';
import { Corrupt } from '../kernel/errors.ts';
import { type Network, networkHash } from '../network/network.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import type { NetworkRequest } from './engine.ts';
import { parameterName, type StateTensor, stateTensors, tensorName } from './state-tensors.ts';
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
  request: NetworkRequest,
  place: (tensor: StateTensor) => Float32Array,
): Position {
  const tensors = stateTensors(request.network);
  const resumed = request.resumeFrom && decodeCheckpoint(request.resumeFrom);
  if (resumed !== undefined) refuseForeign(resumed, request);
  for (const [index, tensor] of tensors.entries()) {
    const values = place(tensor);
    const known = resumed?.values[index];
    if (known !== undefined) values.set(known);
    else if (tensor.slot === null)
      initialValues(request.evaluationSeed, tensorName(tensor), tensor.fanIn, values);
    else values.fill(0);
  }
  return { step: resumed?.step ?? 0, loss: resumed?.loss ?? null };
}

/** @param values elements of the training's tensors, in their order */
export function checkpointOf(
  { network, evaluationSeed, budget }: NetworkRequest,
  engine: EngineIdentity,
  { step, loss }: Position,
  values: readonly Float32Array[],
): Uint8Array {
  return encodeCheckpoint({
    network: networkHash(network),
    evaluationSeed,
    semantics: TRAINING_SEMANTICS,
    engine: `${engine.name} ${engine.version} ${engine.backend}`,
    schedule: budget.schedule,
    examples: budget.examples,
    step,
    loss,
    tensors: headersOf(network),
    values,
  });
}

/**
 * Weights and biases by name.
 * @throws Corrupt when the checkpoint is damaged or another network's
 */
export function parametersIn(bytes: Uint8Array, network: Network): Map<string, Float32Array> {
  const { network: hash, tensors, values } = decodeCheckpoint(bytes);
  if (hash !== networkHash(network)) throw new Corrupt('the checkpoint is of another network');
  return new Map(
    tensors.flatMap((tensor, index) => {
      const elements = values[index];
      return elements !== undefined && tensor.slot === null
        ? [[parameterName(tensor), elements] as const]
        : [];
    }),
  );
}

function headersOf(network: Network): Checkpoint['tensors'] {
  return stateTensors(network).map(({ node, role, slot, shape }) => {
    return { node, role, slot, shape: [...shape] };
  });
}

function refuseForeign(
  checkpoint: Checkpoint,
  { network, evaluationSeed, budget }: NetworkRequest,
): void {
  const isSame =
    checkpoint.network === networkHash(network) &&
    canonicalJson(checkpoint.tensors) === canonicalJson(headersOf(network)) &&
    checkpoint.evaluationSeed === evaluationSeed &&
    checkpoint.semantics === TRAINING_SEMANTICS &&
    checkpoint.schedule === budget.schedule &&
    (budget.schedule === 'constant' || checkpoint.examples === budget.examples);
  if (!isSame) throw new Corrupt('the checkpoint is of another training');
}
