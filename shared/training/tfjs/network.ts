// One step of a network in training: forward, loss, backward. Hidden values lie as [units, batch] and
// weights are the left factor, as masks and checkpoints have them.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { MlpGenome } from '../../genome/kinds/mlp/mlp-genome.ts';
import { activations } from './activations.ts';
import type { Tensorflow, TfjsBackend } from './backend.ts';

/** W has shape [out, in], b has shape [out, 1]. */
export interface Dense {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

export interface Batch {
  /** Normalised, shape [batch, pixels]. */
  readonly images: Tensor;
  /** One-hot labels, shape [batch, classes]. */
  readonly targets: Tensor;
  /** Of each hidden layer, [units, batch]: 0, or 1/(1−dropout); undefined without dropout. */
  readonly masks: readonly (Tensor | undefined)[];
}

export interface LossAndGradients {
  /** Mean cross-entropy in nats, a scalar. */
  readonly loss: Tensor;
  /** Of each layer, weight decay included as torch.optim's L2 penalty. */
  readonly gradients: readonly Dense[];
}

/** Hidden layer = dense → activation → dropout; then a dense layer to the classes. */
export function lossAndGradients(
  { tf, product }: Pick<TfjsBackend, 'tf' | 'product'>,
  { layers: genes, optimizer: { weightDecay } }: MlpGenome,
  layers: readonly Dense[],
  { images, targets, masks }: Batch,
): LossAndGradients {
  const decayed = (gradient: Tensor, parameter: Tensor) =>
    weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
  // What went into each layer, and the activations before dropout.
  const inputs: Tensor[] = [images];
  const activated: Tensor[] = [];
  let logits = images;
  for (const [index, { weight, bias }] of layers.entries()) {
    const z = tf.add(product(weight, inputs[index] as Tensor, false, index === 0), bias);
    const gene = genes[index];
    if (gene === undefined) {
      logits = tf.transpose(z);
      break;
    }
    const h = activations[gene.activation].forward(tf, z);
    const mask = masks[index];
    activated.push(h);
    inputs.push(mask === undefined ? h : tf.mul(h, mask));
  }
  const batch = images.shape[0] as number;
  const logProbabilities = tf.logSoftmax(logits);
  const loss = tf.mul(tf.sum(tf.mul(targets, logProbabilities)), -1 / batch);
  const ofLogits = tf.mul(tf.sub(tf.exp(logProbabilities), targets), 1 / batch);

  const gradients: Dense[] = [];
  let gradient: Tensor = tf.transpose(ofLogits);
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const { weight, bias } = layers[index] as Dense;
    const input = inputs[index] as Tensor;
    gradients.unshift({
      weight: decayed(product(gradient, input, false, index > 0), weight),
      bias: decayed(tf.sum(gradient, 1, true), bias),
    });
    const gene = genes[index - 1];
    if (gene === undefined) break;
    const mask = masks[index - 1];
    const ofInput = product(weight, gradient, true, false);
    const ofActivated = mask === undefined ? ofInput : tf.mul(ofInput, mask);
    const h = activated[index - 1] as Tensor;
    gradient = activations[gene.activation].backward(tf, ofActivated, h);
  }
  return { loss, gradients };
}

/**
 * Class probabilities, shape [rows, classes]; there is no dropout in prediction.
 * @param layers with their weights as [in, out] and biases as [out]
 */
export function probabilitiesOf(
  tf: Tensorflow,
  { layers: genes }: MlpGenome,
  layers: readonly Dense[],
  images: Tensor,
): Tensor {
  let value = images;
  for (const [index, { weight, bias }] of layers.entries()) {
    value = tf.add(tf.matMul(value, weight), bias);
    const gene = genes[index];
    if (gene !== undefined) value = activations[gene.activation].forward(tf, value);
  }
  return tf.softmax(value);
}
