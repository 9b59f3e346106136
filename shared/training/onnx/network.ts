// A whole network in training, forward and backward, from the operations. Hidden values lie as
// [units, batch]; prediction, which has no way back, is in prediction-graph.ts.
import type { MlpGenome } from '../../genome/kinds/mlp/mlp-genome.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { activations } from './operations/activations.ts';
import {
  type Dense,
  type DenseInput,
  denseForward,
  denseGradients,
  denseInputGradient,
} from './operations/dense.ts';

/** What forward leaves for backward. */
export interface ForwardPass {
  /** Shape [classes, batch]. */
  readonly logits: Value;
  /** What went into each dense layer. */
  readonly inputs: readonly DenseInput[];
  /** Each hidden layer's activation before dropout. */
  readonly activated: readonly Value[];
}

/**
 * Hidden layer = dense → activation → dropout; then a dense layer to the classes.
 * @param images normalised, shape [batch, pixels]
 * @param masks float 0/1, [units, batch], for layers with dropout
 */
export function forward(
  graph: GraphBuilder,
  genome: MlpGenome,
  layers: readonly Dense[],
  images: DenseInput,
  masks: readonly (Value | undefined)[],
): ForwardPass {
  const inputs: DenseInput[] = [images];
  const activated: Value[] = [];
  let logits = images.value;
  for (const [index, layer] of layers.entries()) {
    const input = inputs[index] as DenseInput;
    const z = denseForward(graph, layer, input);
    const gene = genome.layers[index];
    if (gene === undefined) {
      logits = z;
      break;
    }
    const h = activations[gene.activation].forward(graph, z);
    activated.push(h);
    const mask = masks[index];
    const value = mask === undefined ? h : graph.mul(h, mask);
    const scale = mask === undefined ? 1 : 1 / (1 - gene.dropout);
    inputs.push({ value, isBatchFirst: false, scale });
  }
  return { logits, inputs, activated };
}

/** Gradients of all parameters, weight decay included, layer by layer from the first. */
export function backward(
  graph: GraphBuilder,
  genome: MlpGenome,
  layers: readonly Dense[],
  pass: ForwardPass,
  lossGradient: Value,
  masks: readonly (Value | undefined)[],
): Dense[] {
  const gradients: Dense[] = [];
  let gradient = lossGradient;
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const layer = layers[index] as Dense;
    const input = pass.inputs[index] as DenseInput;
    const { weightDecay } = genome.optimizer;
    gradients.unshift(denseGradients(graph, layer, input, gradient, weightDecay));
    const gene = genome.layers[index - 1];
    if (gene === undefined) break;
    const activation = activations[gene.activation];
    const mask = masks[index - 1];
    const ofOutput = denseInputGradient(graph, layer, input.scale, gradient);
    if (activation.isZeroWhereMasked) {
      gradient = activation.backward(graph, ofOutput, input.value);
    } else {
      const ofActivated = mask === undefined ? ofOutput : graph.mul(ofOutput, mask);
      gradient = activation.backward(graph, ofActivated, pass.activated[index - 1] as Value);
    }
  }
  return gradients;
}
