// Each optimizer alone, fed the same gradients as torch.optim's textbook formula in float64.
import { expect, test } from 'vitest';
import { OPTIMIZERS } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { randomStream } from '../../shared/kernel/random.ts';
import { GraphBuilder } from '../../shared/training/onnx/graph-builder.ts';
import { encodeModel } from '../../shared/training/onnx/onnx-model.ts';
import { onnxRuntime, openSession } from '../../shared/training/onnx/onnx-session.ts';
import { optimizers } from '../../shared/training/onnx/optimizers/optimizers.ts';
import { OPTIMIZER_SLOTS } from '../../shared/training/state-tensors.ts';
import { referenceUpdates } from './reference-network.ts';

const STEPS = 40;
const LEARNING_RATE = 0.01;
/** Gradients of every size that trainings meet, the zero of a dead unit included. */
const SCALES = [0, 1e-9, 1e-6, 1e-3, 1, 100];

test.each(OPTIMIZERS)('%s: forty updates under given gradients', async (kind) => {
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
  const stream = randomStream(['optimizers.test', kind]);
  const gradients = Array.from({ length: STEPS }, () =>
    Float32Array.from(SCALES, (scale) => scale * (2 * stream.real() - 1)),
  );
  let values = new Float32Array(size).fill(0.5);
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
  for (const [index] of SCALES.entries()) {
    const series = gradients.map((one) => one[index]!);
    const expected = referenceUpdates(kind, LEARNING_RATE, 0.5, series);
    // Forty float32 roundings of values below one, 6e-8 each.
    const error = Math.abs(values[index]! - expected);
    expect(error).toBeLessThan(4e-6 * Math.max(1, Math.abs(expected)));
  }
});
