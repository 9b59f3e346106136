// One step of a network in training: forward, loss, backward.
import type { Tensor } from '@tensorflow/tfjs-core';
import { inferShapes, type ShapedNode } from '../../network/infer-shapes.ts';
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

/** @param parameters by name */
export function lossAndGradients(
  { tf, product }: Pick<TfjsBackend, 'tf' | 'product'>,
  network: Network,
  parameters: ReadonlyMap<string, Tensor>,
  { examples, targets, masks }: MiniBatch,
): LossAndGradients {
  const { weightDecay } = network.optimizer;
  const flows = new Map<string, Flow>();
  const contextOf = (node: ShapedNode) =>
    ({
      ...{ tf, product, node, examples, weightDecay },
      parameters: ofNode(node.parameters, parameters),
      mask: masks.get(node.id),
    }) as TrainingContext<OpName>;
  const inputsOf = ({ inputs }: ShapedNode) => inputs.map((id) => flows.get(id) as Flow);
  const nodes = inferShapes(network);
  for (const node of nodes) {
    flows.set(node.id, tfjsOp(node.op).forward(contextOf(node), inputsOf(node)));
  }
  const logits = tf.transpose(settled(tf, flows.get(nodes.at(-1)?.id ?? '') as Flow));
  const batch = examples.shape[0] as number;
  const logProbabilities = tf.logSoftmax(logits);
  const loss = tf.mul(tf.sum(tf.mul(targets, logProbabilities)), -1 / batch);
  const ofLogits = tf.mul(tf.sub(tf.exp(logProbabilities), targets), 1 / batch);
  const gradients = backpropagate(
    network,
    tf.transpose(ofLogits),
    (node, gradient: Tensor, isWanted) => {
      const flow = flows.get(node.id) as Flow;
      return tfjsOp(node.op).backward(contextOf(node), gradient, inputsOf(node), flow, isWanted);
    },
    (a, b) => tf.add(a, b),
  );
  return { loss, gradients };
}
