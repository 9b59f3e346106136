// The updates of torch.optim in TensorFlow.js's operations; its own optimizers differ in ε and know no
// weight decay. Gradients come with the decay in them.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { OptimizerName } from '../../network/optimizer.ts';
import type { Tensorflow } from './backend.ts';

export interface Updated {
  readonly parameter: Tensor;
  /** In the order of OPTIMIZER_SLOTS. */
  readonly slots: readonly Tensor[];
}

/** One parameter after a step; step counts from 0, the rate is the scheduled one. */
export type Update = (
  tf: Tensorflow,
  parameter: Tensor,
  gradient: Tensor,
  slots: readonly Tensor[],
  step: number,
  learningRate: number,
) => Updated;

const MOMENTUM = 0.9;

/** b ← μb + g, w ← w − ηb. @see torch.optim.SGD; Sutskever et al. (2013) */
const sgd: Update = (tf, parameter, gradient, [momentum], _, learningRate) => {
  const next = tf.add(tf.mul(slot(momentum), MOMENTUM), gradient);
  return { parameter: tf.sub(parameter, tf.mul(next, learningRate)), slots: [next] };
};

const BETA1 = 0.9;
const BETA2 = 0.999;
const ADAM_EPSILON = 1e-8;

/**
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η·m̂/(√v̂ + ε), with M = m/(1−β₁) and V = v/(1−β₂)
 * kept: two passes over the parameters less. Then m̂ = a/η·M with a = η(1−β₁)/(1−β₁ᵗ) and √v̂ = c√V with
 * c² = (1−β₂)/(1−β₂ᵗ), so that w ← w − (a/c)·M/(√V + ε/c).
 * @see torch.optim.Adam; Kingma and Ba (2015), algorithm 1
 */
const adam: Update = (tf, parameter, gradient, [first, second], step, learningRate) => {
  const a = (learningRate * (1 - BETA1)) / (1 - BETA1 ** (step + 1));
  const c = Math.sqrt((1 - BETA2) / (1 - BETA2 ** (step + 1)));
  const nextFirst = tf.add(tf.mul(slot(first), BETA1), gradient);
  const nextSecond = tf.add(tf.mul(slot(second), BETA2), tf.square(gradient));
  const ratio = tf.div(nextFirst, tf.add(tf.sqrt(nextSecond), ADAM_EPSILON / c));
  return {
    parameter: tf.sub(parameter, tf.mul(ratio, a / c)),
    slots: [nextFirst, nextSecond],
  };
};

const RHO = 0.9;
const ADADELTA_EPSILON = 1e-6;

/** s ← ρs + (1−ρ)g², δ = √(u+ε)/√(s+ε)·g, u ← ρu + (1−ρ)δ², w ← w − ηδ. @see torch.optim.Adadelta; Zeiler (2012), algorithm 1 */
const adadelta: Update = (tf, parameter, gradient, [average, accumulated], _, learningRate) => {
  const decayed = (old: Tensor, value: Tensor) =>
    tf.add(tf.mul(old, RHO), tf.mul(tf.square(value), 1 - RHO));
  const nextAverage = decayed(slot(average), gradient);
  const numerator = tf.sqrt(tf.add(slot(accumulated), ADADELTA_EPSILON));
  const denominator = tf.sqrt(tf.add(nextAverage, ADADELTA_EPSILON));
  const delta = tf.mul(tf.div(numerator, denominator), gradient);
  return {
    parameter: tf.sub(parameter, tf.mul(delta, learningRate)),
    slots: [nextAverage, decayed(slot(accumulated), delta)],
  };
};

const ALPHA = 0.99;
const RMSPROP_EPSILON = 1e-8;

/** s ← αs + (1−α)g², w ← w − η·g/(√s + ε). @see torch.optim.RMSprop; Tieleman and Hinton, lecture 6.5 (2012) */
const rmsprop: Update = (tf, parameter, gradient, [average], _, learningRate) => {
  const next = tf.add(tf.mul(slot(average), ALPHA), tf.mul(tf.square(gradient), 1 - ALPHA));
  const ratio = tf.div(gradient, tf.add(tf.sqrt(next), RMSPROP_EPSILON));
  return { parameter: tf.sub(parameter, tf.mul(ratio, learningRate)), slots: [next] };
};

export const optimizers: Readonly<Record<OptimizerName, Update>> = { sgd, adam, adadelta, rmsprop };

/** A slot that OPTIMIZER_SLOTS promises. */
function slot(tensor: Tensor | undefined): Tensor {
  if (tensor === undefined) throw new RangeError('the optimizer has fewer slots than it reads');
  return tensor;
}
