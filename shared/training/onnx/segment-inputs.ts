// What a segment of a training is fed besides the weights: images and labels in the order of its
// batches, dropout masks, the optimizer's numbers of each step.
import { BATCH_SIZE } from '../../contracts/budget.ts';
import { valuesIn } from '../../contracts/task.ts';
import type { Dataset } from '../../data/dataset.ts';
import { type MaskedNode, maskedNodes, type NetworkRequest } from '../engine.ts';
import { batchOrder, dropoutMask, scheduledRate } from '../streams.ts';
import type { Feeds, Runtime } from './onnx-session.ts';
import { optimizers } from './optimizers/optimizers.ts';
import type { ScratchMemory } from './scratch-memory.ts';
import { maskName } from './training-graph.ts';

export class SegmentInputs {
  readonly #request: NetworkRequest;
  readonly #data: Dataset;
  readonly #runtime: Runtime;
  readonly #images: Uint8Array<ArrayBuffer>;
  readonly #masks: readonly (MaskedNode & { readonly place: Uint8Array<ArrayBuffer> })[];

  /** @param steps of the longest segment */
  constructor(
    request: NetworkRequest,
    data: Dataset,
    runtime: Runtime,
    scratch: ScratchMemory,
    steps: number,
  ) {
    this.#request = request;
    this.#data = data;
    this.#runtime = runtime;
    this.#images = scratch.uint8(steps * BATCH_SIZE * valuesIn(data.shape));
    this.#masks = maskedNodes(request.network).map((masked) => {
      const place = scratch.uint8(steps * valuesIn(masked.node.shape) * BATCH_SIZE);
      return { ...masked, place };
    });
  }

  /** Inputs of steps from..to−1, which hold until they are asked for again. */
  of(from: number, to: number): Feeds {
    const { Tensor } = this.#runtime;
    const { shape, classes, train } = this.#data;
    const pixels = valuesIn(shape);
    const steps = to - from;
    const order = batchOrder(this.#request.evaluationSeed, train.count, from, to);
    const images = gatherRows(train.images, order, pixels, this.#images);
    const labels = order.map((row) => train.labels[row] as number);
    const identity = Float32Array.from({ length: classes * classes }, (_, index) =>
      index % (classes + 1) === 0 ? 1 : 0,
    );
    return {
      trips: new Tensor('int64', BigInt64Array.of(BigInt(steps)), []),
      examples: new Tensor('uint8', images, [steps, BATCH_SIZE, pixels]),
      labels: new Tensor('int32', labels, [steps, BATCH_SIZE]),
      identity: new Tensor('float32', identity, [classes, classes]),
      ...this.#scalars(from, to),
      ...this.#maskTensors(from, to),
    };
  }

  #scalars(from: number, to: number): Feeds {
    const { network, budget } = this.#request;
    const { name, learningRate } = network.optimizer;
    const perStep = Array.from({ length: to - from }, (_, index) =>
      optimizers[name].scalars(from + index, scheduledRate(learningRate, budget, from + index)),
    );
    const names = (perStep[0] ?? []).map((_, index) => {
      const values = Float32Array.from(perStep, (one) => one[index] ?? 0);
      return [`scalar${index}`, new this.#runtime.Tensor('float32', values, [to - from])] as const;
    });
    return Object.fromEntries(names);
  }

  #maskTensors(from: number, to: number): Feeds {
    const { evaluationSeed } = this.#request;
    const named = this.#masks.map(({ node, stream, place }) => {
      const units = valuesIn(node.shape);
      const used = place.subarray(0, (to - from) * units * BATCH_SIZE);
      const { rate } = node.settings;
      const mask = dropoutMask(evaluationSeed, stream, units, rate, from, to, used);
      const shape = [to - from, units, BATCH_SIZE];
      return [maskName(node.id), new this.#runtime.Tensor('uint8', mask, shape)] as const;
    });
    return Object.fromEntries(named);
  }
}

/** Rows in an order, in memory that the runtime accepts: it refuses what threads share. */
function gatherRows(
  images: Uint8Array,
  order: Int32Array,
  pixels: number,
  rows: Uint8Array,
): Uint8Array {
  for (let place = 0; place < order.length; place += 1) {
    const row = order[place] as number;
    rows.set(images.subarray(row * pixels, (row + 1) * pixels), place * pixels);
  }
  return rows.subarray(0, order.length * pixels);
}
