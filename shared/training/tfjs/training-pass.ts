// One step of a network in training: forward, loss, backward.
import type { Tensor } from '@tensorflow/tfjs-core';
import { inferShapes } from '../../network/infer-shapes.ts';
import type { Network } from '../../network/network.ts';
import type { OpName } from '../../network/ops.ts';
import { backpropagate } from '../backpropagation.ts';
import { ofNode } from '../state-tensors.ts';
import type { TfjsBackend } from './backend.ts';
import { type Flow, settled, type TrainingContext } from './op.ts';
import { tfjsOp } from './ops.ts';

export interface MiniBatch {
  /** Normalised, shape [batch, values]. */
  readonly examples: Tensor;
  /** One-hot labels, shape [batch, classes]. */
  readonly targets: Tensor;
  /** 0 or 1/(1 − rate), [values, batch], by dropout node. */
  readonly masks: ReadonlyMap<string, Tensor>;
}

export interface LossAndGradients {
  /** Mean cross-entropy in nats, a scalar. */
  readonly loss: Tensor;
  /** Of the parameters, weight decay included as torch.optim's L2 penalty: by node, then by role. */
  readonly gradients: ReadonlyMap<string, Readonly<Record<string, Tensor>>>;
}

/** What the backward pass of a node is given of its forward pass. */
interface Forward {
  readonly context: TrainingContext<OpName>;
  readonly inputs: readonly Flow[];
  readonly output: Flow;
}

/** @param parameters by name */
export function lossAndGradients(
  { tf, product }: Pick<TfjsBackend, 'tf' | 'product'>,
  network: Network,
  parameters: ReadonlyMap<string, Tensor>,
  { examples, targets, masks }: MiniBatch,
): LossAndGradients {
  const { weightDecay } = network.optimizer;
  const forwards = new Map<string, Forward>();
  const forwardOf = (id: string) => forwards.get(id) as Forward;
  const nodes = inferShapes(network);
  for (const node of nodes) {
    const inputs = node.inputs.map((id) => forwardOf(id).output);
    const context = {
      tf,
      product,
      node,
      examples,
      parameters: ofNode(node.parameters, parameters),
      mask: masks.get(node.id),
      weightDecay,
    } as TrainingContext<OpName>;
    const output = tfjsOp(node.op).forward(context, inputs);
    forwards.set(node.id, { context, inputs, output });
  }
  const logits = tf.transpose(settled(tf, forwardOf(nodes.at(-1)?.id ?? '').output));
  const batch = examples.shape[0] as number;
  const logProbabilities = tf.logSoftmax(logits);
  const loss = tf.mul(tf.sum(tf.mul(targets, logProbabilities)), -1 / batch);
  const ofLogits = tf.mul(tf.sub(tf.exp(logProbabilities), targets), 1 / batch);
  const gradients = backpropagate(
    network,
    tf.transpose(ofLogits),
    (node, gradient: Tensor, isWanted) => {
      const { context, inputs, output } = forwardOf(node.id);
      return tfjsOp(node.op).backward(context, gradient, inputs, output, isWanted);
    },
    (a, b) => tf.add(a, b),
  );
  return { loss, gradients };
}
