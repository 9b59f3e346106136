// The loss: mean over the batch of −log softmax(z)[label], and its gradient (p − y)/batch.
import type { GraphBuilder, Value } from './graph-builder.ts';

export interface Loss {
  /** Mean cross-entropy in nats, a scalar. */
  readonly loss: Value;
  /** ∂L/∂z, shape [classes, batch]. */
  readonly gradient: Value;
}

/**
 * @param z logits, shape [classes, batch]
 * @param labels int32, shape [batch]
 * @param identity the identity matrix, shape [classes, classes], whose columns are one-hot labels
 */
export function softmaxCrossEntropy(
  graph: GraphBuilder,
  z: Value,
  labels: Value,
  identity: Value,
  batch: number,
): Loss {
  const logProbabilities = graph.op('LogSoftmax', [z], { axis: { int: 0 } });
  const oneHot = graph.op('Gather', [identity, labels], { axis: { int: 1 } });
  const picked = graph.mul(oneHot, logProbabilities);
  const sum = graph.op('ReduceSum', [picked], { keepdims: { int: 0 } });
  const difference = graph.sub(graph.op('Exp', [logProbabilities]), oneHot);
  return {
    loss: graph.mul(sum, graph.scalar(-1 / batch)),
    gradient: graph.mul(difference, graph.scalar(1 / batch)),
  };
}
