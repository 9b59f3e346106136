// What an op is to onnx graphs: its forward pass beside its backward pass, and its prediction.
import type { InputForm } from '../../data/dataset.ts';
import type { ShapedNodeOf } from '../../network/infer-shapes.ts';
import type { OpName } from '../../network/ops.ts';
import type { NodeGradients } from '../backpropagation.ts';
import type { Flow } from './flow.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';

interface Context<Name extends OpName> {
  readonly graph: GraphBuilder;
  readonly node: ShapedNodeOf<Name>;
  /** The examples as they are fed: uint8, [batch, values]. */
  readonly examples: Value;
  readonly form: InputForm;
}

export interface TrainingContext<Name extends OpName> extends Context<Name> {
  /** By role. */
  readonly parameters: Readonly<Record<string, Value>>;
  /** float32 0 or 1, [values, batch]; of dropout nodes that drop something. */
  readonly mask: Value | undefined;
  readonly weightDecay: number;
}

export interface PredictionContext<Name extends OpName> extends Context<Name> {
  /** A parameter as a constant of the model. @param shape with as many elements as the parameter has */
  readonly constant: (role: string, shape: readonly number[]) => Value;
}

export interface OnnxOp<Name extends OpName> {
  forward(context: TrainingContext<Name>, inputs: readonly Flow[]): Flow;
  /**
   * @param gradient ∂L/∂output.value
   * @param isWanted of each input: whether its gradient is needed
   * @returns ∂L/∂value of each input, and of each parameter with the weight decay in it
   */
  backward(
    context: TrainingContext<Name>,
    gradient: Value,
    inputs: readonly Flow[],
    output: Flow,
    isWanted: readonly boolean[],
  ): NodeGradients<Value>;
  /** Values lie as [batch, values] here; there is no dropout. */
  predict(context: PredictionContext<Name>, inputs: readonly Flow[]): Flow;
}
