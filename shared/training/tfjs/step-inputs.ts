// What a step is fed besides the weights: normalised images, one-hot labels, masks. They are drawn for
// some steps at once, since a permutation and a keystream are cheaper by the piece.
import { BATCH_SIZE, stepsOf } from '../../contracts/budget.ts';
import { valuesIn } from '../../contracts/task.ts';
import type { Dataset } from '../../data/dataset.ts';
import { maskedNodes, type NetworkRequest } from '../engine.ts';
import { batchOrder, dropoutMask } from '../streams.ts';
import type { Tensorflow } from './backend.ts';
import { normalised } from './ops/input.ts';
import type { MiniBatch } from './training-pass.ts';

/** Steps drawn at once; masks of four layers of 1,024 units take 8 MB then. */
const DRAWN = 32;

interface Drawn {
  readonly from: number;
  readonly to: number;
  readonly order: Int32Array;
  /** By dropout node. */
  readonly masks: ReadonlyMap<string, Uint8Array>;
}

export class StepInputs {
  readonly #request: NetworkRequest;
  readonly #data: Dataset;
  #drawn: Drawn = { from: 0, to: 0, order: new Int32Array(), masks: new Map() };

  constructor(request: NetworkRequest, data: Dataset) {
    this.#request = request;
    this.#data = data;
  }

  /** Tensors of one step, counted from 0; the caller's tidy disposes of them. */
  of(tf: Tensorflow, step: number): MiniBatch {
    const { train, classes } = this.#data;
    const { from, order, masks } = this.#draw(step);
    const rows = order.subarray((step - from) * BATCH_SIZE, (step - from + 1) * BATCH_SIZE);
    const targets = new Float32Array(BATCH_SIZE * classes);
    for (const [place, row] of rows.entries()) {
      targets[place * classes + (train.labels[row] as number)] = 1;
    }
    const tensors = maskedNodes(this.#request.network).map(({ node }) => {
      const units = valuesIn(node.shape);
      const size = units * BATCH_SIZE;
      const kept = masks.get(node.id)?.subarray((step - from) * size, (step - from + 1) * size);
      const values = scaled(kept ?? new Uint8Array(size), node.settings.rate);
      return [node.id, tf.tensor2d(values, [units, BATCH_SIZE])] as const;
    });
    return {
      examples: normalised(tf, train.images, rows, this.#data),
      targets: tf.tensor2d(targets, [BATCH_SIZE, classes]),
      masks: new Map(tensors),
    };
  }

  #draw(step: number): Drawn {
    if (step >= this.#drawn.from && step < this.#drawn.to) return this.#drawn;
    const { network, evaluationSeed, budget } = this.#request;
    const to = Math.min(step + DRAWN, Math.max(step + 1, stepsOf(budget)));
    this.#drawn = {
      from: step,
      to,
      order: batchOrder(evaluationSeed, this.#data.train.count, step, to),
      masks: new Map(
        maskedNodes(network).map(({ node, stream }) => {
          const { rate } = node.settings;
          const units = valuesIn(node.shape);
          return [node.id, dropoutMask(evaluationSeed, stream, units, rate, step, to)];
        }),
      ),
    };
    return this.#drawn;
  }
}

/** 1 becomes 1/(1 − rate), 0 stays. */
function scaled(mask: Uint8Array, rate: number): Float32Array {
  const values = new Float32Array(mask.length);
  const scale = 1 / (1 - rate);
  for (let index = 0; index < mask.length; index += 1) {
    values[index] = (mask[index] as number) * scale;
  }
  return values;
}
