// The graph of a training segment: a Loop whose body is one optimizer step.

import { BATCH_SIZE } from '../../contracts/budget.ts';
import type { MlpGenome, OptimizerKind } from '../../genome/kinds/mlp/mlp-genome.ts';
import { MAX_LOSS, OPTIMIZER_SLOTS, type StateTensor, stateTensors } from '../state-tensors.ts';
import { GraphBuilder, type Port, type Value } from './graph-builder.ts';
import { backward, forward } from './network.ts';
import { encodeModel, type OnnxGraph } from './onnx-model.ts';
import type { Dense } from './operations/dense.ts';
import { type Normalisation, normalise } from './operations/normalise.ts';
import { softmaxCrossEntropy } from './operations/softmax-cross-entropy.ts';
import { nth } from './optimizers/optimizer.ts';
import { optimizers } from './optimizers/optimizers.ts';

export interface Problem extends Normalisation {
  readonly pixels: number;
  readonly classes: number;
}

/**
 * The model file of a training segment.
 *
 * Inputs: `trips` int64; `images` uint8 [steps, 64, pixels]; `labels` int32 [steps, 64]; `mask<i>`
 * uint8 [steps, units, 64] for layers with dropout; `scalar<i>` float [steps]; `identity` float
 * [classes, classes]; and every state tensor under its name.
 * Outputs: every state tensor under its name with `.next`, and `losses` float [steps made].
 */
export function trainingModel(genome: MlpGenome, problem: Problem): Uint8Array {
  return encodeModel(trainingGraph(genome, problem));
}

function trainingGraph(genome: MlpGenome, problem: Problem): OnnxGraph {
  const graph = new GraphBuilder();
  const optimizer = optimizers[genome.optimizer.kind];
  const trips = graph.input('trips', 'int64', []);
  const images = graph.input('images', 'uint8', ['steps', BATCH_SIZE, problem.pixels]);
  const labels = graph.input('labels', 'int32', ['steps', BATCH_SIZE]);
  const identity = graph.input('identity', 'float32', [problem.classes, problem.classes]);
  const scalars = optimizer
    .scalars(0, 1)
    .map((_, index) => graph.input(`scalar${index}`, 'float32', ['steps']));
  const masks = genome.layers.map((layer, index) =>
    layer.dropout === 0
      ? undefined
      : graph.input(`mask${index}`, 'uint8', ['steps', layer.units, BATCH_SIZE]),
  );
  const tensors = stateTensors(genome, problem);
  const starts = tensors.map(({ name, shape }) => graph.input(name, 'float32', shape));

  const body = new GraphBuilder(graph);
  const step = body.input('step', 'int64', []);
  body.input('goOn', 'bool', []);
  const state = tensors.map(({ name, shape }) => body.input(`${name}.now`, 'float32', shape));
  const pixels = normalise(body, body.row(images, step), problem);
  const layers = layersOf(tensors, state);
  const floatMasks = masks.map((mask) => mask && body.cast(body.row(mask, step), 'float32'));
  const pass = forward(body, genome, layers, pixels, floatMasks);
  const { loss, gradient } = softmaxCrossEntropy(
    body,
    pass.logits,
    body.row(labels, step),
    identity,
    BATCH_SIZE,
  );
  const gradients = backward(body, genome, layers, pass, gradient, floatMasks);
  const stepScalars = scalars.map((scalar) => body.row(scalar, step));
  const next = updates(body, tensors, state, gradients, genome.optimizer.kind, stepScalars);
  // NaN compares false, so the loop ends on it as well.
  body.result(body.op('LessOrEqual', [loss, body.scalar(MAX_LOSS)]), 'bool', []);
  for (const [index, { shape }] of tensors.entries()) {
    body.result(nth(next, index), 'float32', shape);
  }
  body.result(loss, 'float32', []);

  const results = graph.loop(trips, graph.bool(true), starts, body, tensors.length + 1);
  for (const [index, { name, shape }] of tensors.entries()) {
    graph.output(`${name}.next`, nth(results, index), 'float32', shape);
  }
  graph.output('losses', nth(results, tensors.length), 'float32', ['made']);
  return graph.build('training');
}

/** The dense layers among the state tensors. */
export function layersOf(tensors: readonly StateTensor[], values: readonly Value[]): Dense[] {
  const named = new Map(tensors.map(({ name }, index) => [name, nth(values, index)]));
  const layers: Dense[] = [];
  for (let index = 0; ; index += 1) {
    const weight = named.get(`layer${index}.weight`);
    const bias = named.get(`layer${index}.bias`);
    if (weight === undefined || bias === undefined) return layers;
    layers.push({ weight, bias });
  }
}

function updates(
  body: GraphBuilder,
  tensors: readonly StateTensor[],
  state: readonly Port[],
  gradients: readonly Dense[],
  kind: OptimizerKind,
  scalars: readonly Value[],
): Value[] {
  const optimizer = optimizers[kind];
  const width = 1 + OPTIMIZER_SLOTS[kind].length;
  return tensors.flatMap(({ name }, index) => {
    if (index % width !== 0) return [];
    const [layer = '', part] = name.split('.');
    const dense = gradients[Number(layer.slice('layer'.length))];
    const gradient = part === 'weight' ? dense?.weight : dense?.bias;
    if (gradient === undefined) throw new RangeError(`no gradient for ${name}`);
    const slots = state.slice(index + 1, index + width);
    const next = optimizer.update(body, nth(state, index), gradient, slots, scalars);
    return [next.parameter, ...next.slots];
  });
}
