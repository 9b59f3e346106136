// Each optimizer alone, fed the same gradients as torch.optim's textbook formula in float64.
import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { randomStream } from '../../shared/kernel/random.ts';
import { OPTIMIZER_SLOTS, OPTIMIZERS, type OptimizerName } from '../../shared/network/optimizer.ts';
import { GraphBuilder } from '../../shared/training/onnx/graph-builder.ts';
import { encodeModel } from '../../shared/training/onnx/onnx-model.ts';
import { onnxRuntime, openSession } from '../../shared/training/onnx/onnx-session.ts';
import { optimizers } from '../../shared/training/onnx/optimizers/optimizers.ts';
import type { TfjsBackend } from '../../shared/training/tfjs/backend.ts';
import { optimizers as tfjsOptimizers } from '../../shared/training/tfjs/optimizers.ts';
import { referenceUpdates } from './reference-network.ts';
import { describeBackends } from './tfjs-backends.ts';

const STEPS = 40;
const LEARNING_RATE = 0.01;
const START = 0.5;
/** Gradients of every size that trainings meet, the zero of a dead unit included. */
const SCALES = [0, 1e-9, 1e-6, 1e-3, 1, 100];

test.each(OPTIMIZERS)('onnx: forty updates under given gradients by %s', async (kind) => {
  const gradients = gradientsFor(kind);
  compare(kind, gradients, await updatedByOnnx(kind, gradients));
});

describeBackends((_, backend) => {
  test.each(OPTIMIZERS)('forty updates under given gradients by %s', (kind) => {
    const gradients = gradientsFor(kind);
    compare(kind, gradients, updatedByTfjs(backend, kind, gradients));
  });
});

function gradientsFor(kind: OptimizerName): Float32Array[] {
  const stream = randomStream(['optimizers.test', kind]);
  return Array.from({ length: STEPS }, () =>
    Float32Array.from(SCALES, (scale) => scale * (2 * stream.real() - 1)),
  );
}

function compare(
  kind: OptimizerName,
  gradients: readonly Float32Array[],
  values: Float32Array,
): void {
  for (const [index] of SCALES.entries()) {
    const series = gradients.map((one) => one[index]!);
    const expected = referenceUpdates(kind, LEARNING_RATE, START, series);
    // Forty float32 roundings of values below one, 6e-8 each.
    const error = Math.abs(values[index]! - expected);
    expect(error).toBeLessThan(4e-6 * Math.max(1, Math.abs(expected)));
  }
}

function updatedByTfjs(
  { tf, use }: TfjsBackend,
  kind: OptimizerName,
  gradients: readonly Float32Array[],
): Float32Array {
  use();
  return tf.tidy(() => {
    let parameter: Tensor = tf.fill([SCALES.length], START);
    let slots: readonly Tensor[] = OPTIMIZER_SLOTS[kind].map(() => tf.zeros([SCALES.length]));
    for (const [step, gradient] of gradients.entries()) {
      const given = tf.tensor1d(gradient);
      const next = tfjsOptimizers[kind](tf, parameter, given, slots, step, LEARNING_RATE);
      ({ parameter, slots } = next);
    }
    return parameter.dataSync() as Float32Array;
  });
}

async function updatedByOnnx(
  kind: OptimizerName,
  gradients: readonly Float32Array[],
): Promise<Float32Array> {
  const optimizer = optimizers[kind];
  const size = SCALES.length;
  const graph = new GraphBuilder();
  const parameter = graph.input('parameter', 'float32', [size]);
  const gradient = graph.input('gradient', 'float32', [size]);
  const slots = OPTIMIZER_SLOTS[kind].map((_, index) =>
    graph.input(`slot${index}`, 'float32', [size]),
  );
  const count = optimizer.scalars(0, LEARNING_RATE).length;
  const scalars = Array.from({ length: count }, (_, index) =>
    graph.input(`scalar${index}`, 'float32', []),
  );
  const next = optimizer.update(graph, parameter, gradient, slots, scalars);
  graph.output('next', next.parameter, 'float32', [size]);
  for (const [index, slot] of next.slots.entries()) {
    graph.output(`next${index}`, slot, 'float32', [size]);
  }
  const session = await openSession(encodeModel(graph.build('update')));
  const { Tensor } = await onnxRuntime();
  let values = new Float32Array(size).fill(START);
  let states = OPTIMIZER_SLOTS[kind].map(() => new Float32Array(size));
  for (const [step, given] of gradients.entries()) {
    const numbers = optimizer.scalars(step, LEARNING_RATE);
    const output = await session.run({
      parameter: new Tensor('float32', values, [size]),
      gradient: new Tensor('float32', given, [size]),
      ...Object.fromEntries(
        states.map((state, index) => [`slot${index}`, new Tensor('float32', state, [size])]),
      ),
      ...Object.fromEntries(
        numbers.map((value, index) => [
          `scalar${index}`,
          new Tensor('float32', Float32Array.of(value), []),
        ]),
      ),
    });
    values = output.next!.data as Float32Array<ArrayBuffer>;
    states = states.map((_, index) => output[`next${index}`]!.data as Float32Array<ArrayBuffer>);
  }
  await session.release();
  return values;
}
