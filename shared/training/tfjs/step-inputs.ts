// What a step is fed besides the weights: normalised images, one-hot labels, masks. They are drawn for
// some steps at once, since a permutation and a keystream are cheaper by the piece.
import { BATCH_SIZE, stepsOf } from '../../contracts/budget.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { MlpRequest } from '../mlp-request.ts';
import { batchOrder, dropoutMask } from '../streams.ts';
import type { Tensorflow } from './backend.ts';
import type { Batch } from './network.ts';
import { normalised } from './normalise.ts';

/** Steps drawn at once; masks of four layers of 1,024 units take 8 MB then. */
const DRAWN = 32;

interface Drawn {
  readonly from: number;
  readonly to: number;
  readonly order: Int32Array;
  readonly masks: readonly Uint8Array[];
}

export class StepInputs {
  readonly #request: MlpRequest;
  readonly #data: Dataset;
  #drawn: Drawn = { from: 0, to: 0, order: new Int32Array(), masks: [] };

  constructor(request: MlpRequest, data: Dataset) {
    this.#request = request;
    this.#data = data;
  }

  /** Tensors of one step, counted from 0; the caller's tidy disposes of them. */
  of(tf: Tensorflow, step: number): Batch {
    const { train, classes } = this.#data;
    const { from, order, masks } = this.#draw(step);
    const rows = order.subarray((step - from) * BATCH_SIZE, (step - from + 1) * BATCH_SIZE);
    const targets = new Float32Array(BATCH_SIZE * classes);
    for (const [place, row] of rows.entries()) {
      targets[place * classes + (train.labels[row] as number)] = 1;
    }
    return {
      images: normalised(tf, train.images, rows, this.#data),
      targets: tf.tensor2d(targets, [BATCH_SIZE, classes]),
      masks: this.#request.genome.layers.map(({ units, dropout }, layer) => {
        if (dropout === 0) return undefined;
        const size = units * BATCH_SIZE;
        const kept = masks[layer]?.subarray((step - from) * size, (step - from + 1) * size);
        return tf.tensor2d(scaled(kept ?? new Uint8Array(size), dropout), [units, BATCH_SIZE]);
      }),
    };
  }

  #draw(step: number): Drawn {
    if (step >= this.#drawn.from && step < this.#drawn.to) return this.#drawn;
    const { genome, evaluationSeed, budget } = this.#request;
    const to = Math.min(step + DRAWN, Math.max(step + 1, stepsOf(budget)));
    this.#drawn = {
      from: step,
      to,
      order: batchOrder(evaluationSeed, this.#data.train.count, step, to),
      masks: genome.layers.map(({ units, dropout }, layer) =>
        dropout === 0
          ? new Uint8Array()
          : dropoutMask(evaluationSeed, layer, units, dropout, step, to),
      ),
    };
    return this.#drawn;
  }
}

/** 1 becomes 1/(1 − dropout), 0 stays. */
function scaled(mask: Uint8Array, dropout: number): Float32Array {
  const values = new Float32Array(mask.length);
  const scale = 1 / (1 - dropout);
  for (let index = 0; index < mask.length; index += 1) {
    values[index] = (mask[index] as number) * scale;
  }
  return values;
}
