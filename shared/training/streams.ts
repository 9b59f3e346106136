// What is random in a training, keyed by its seed and place: initial weights, batch order, masks.
// Every engine draws from here, so that engines can be compared weight by weight.
import { BATCH_SIZE, type Budget, stepsOf } from '../contracts/budget.ts';
import { fillRandom, permutationOf } from '../kernel/random.ts';
import { DROPOUT_LEVELS } from '../network/ops/dropout.ts';

/**
 * Initial values of a parameter, uniform in ±1/√fanIn, as torch.nn.Linear draws them.
 * @param name the parameter's, such as `layer0.weight`
 * @param values where they are written
 */
export function initialValues(
  evaluationSeed: string,
  name: string,
  fanIn: number,
  values: Float32Array,
): Float32Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  fillRandom([evaluationSeed, 'initial', name], bytes);
  // Each random word gives way to its value.
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bound = 1 / Math.sqrt(fanIn);
  for (let index = 0; index < values.length; index += 1) {
    values[index] = ((words[index] as number) / 2 ** 31 - 1) * bound;
  }
  return values;
}

/** The rows of steps from..to−1, shape [to − from, 64]; every epoch is a fresh permutation. */
export function batchOrder(
  evaluationSeed: string,
  trainCount: number,
  from: number,
  to: number,
): Int32Array {
  const stepsPerEpoch = Math.floor(trainCount / BATCH_SIZE);
  const rows = new Int32Array((to - from) * BATCH_SIZE);
  for (let step = from; step < to; ) {
    const epoch = Math.floor(step / stepsPerEpoch);
    const start = epoch * stepsPerEpoch;
    const end = Math.min(to, start + stepsPerEpoch);
    const key = [evaluationSeed, 'order', epoch];
    const order = permutationOf(key, trainCount, (end - start) * BATCH_SIZE);
    rows.set(order.subarray((step - start) * BATCH_SIZE), (step - from) * BATCH_SIZE);
    step = end;
  }
  return rows;
}

/**
 * A dropout mask of steps from..to−1, shape [to − from, units, 64]: 1 keeps a unit, 0 drops it.
 * @param stream the place of the dropout node among all dropout nodes of its network
 * @param units values of one example
 * @param mask where it is written, from a multiple of four bytes on
 */
export function dropoutMask(
  evaluationSeed: string,
  stream: number,
  units: number,
  rate: number,
  from: number,
  to: number,
  mask = new Uint8Array((to - from) * units * BATCH_SIZE),
): Uint8Array {
  fillRandom([evaluationSeed, 'mask', stream], mask, from * units * BATCH_SIZE);
  const words = new Uint32Array(mask.buffer, mask.byteOffset, mask.length / 4);
  keepFrom(Math.ceil(rate * DROPOUT_LEVELS), words);
  return mask;
}

/**
 * Puts 1 in place of every byte b ≥ threshold and 0 in place of the others, four bytes at a time:
 * in a lane of 16 bits, b + 256 − threshold reaches bit 8 exactly when b ≥ threshold.
 */
function keepFrom(threshold: number, words: Uint32Array): void {
  const lift = (DROPOUT_LEVELS - threshold) * 0x0001_0001;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as number;
    const even = (((word & 0x00ff_00ff) + lift) >>> 8) & 0x0001_0001;
    const odd = (((word >>> 8) & 0x00ff_00ff) + lift) & 0x0100_0100;
    words[index] = even | odd;
  }
}

/** The learning rate of a step: constant, or η·(1 − step/steps), which would be 0 one step after the last. */
export function scheduledRate(learningRate: number, budget: Budget, step: number): number {
  return budget.schedule === 'constant'
    ? learningRate
    : learningRate * (1 - step / stepsOf(budget));
}
