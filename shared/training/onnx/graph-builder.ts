// Writes ONNX graphs as one writes formulas: every method adds a node and returns its result.
import {
  type AttributeValue,
  attribute,
  DATA_TYPE,
  type ElementType,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from './onnx-model.ts';

/** A tensor inside a graph under construction. */
export interface Value {
  readonly name: string;
}

/** Sizes by dimension; a text is the name of a size that is known only at run time. */
export type Shape = readonly (number | string)[];

/** A value with what a graph's input or output must declare. */
export interface Port extends Value {
  readonly type: ElementType;
  readonly shape: Shape;
}

type Elements = Float32Array | BigInt64Array | Uint8Array;

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
  /** Adds beta·plus, broadcast to the result. */
  readonly plus?: Value;
  readonly beta?: number;
}

export class GraphBuilder {
  readonly #nodes: OnnxNode[] = [];
  readonly #inputs: OnnxValueInfo[] = [];
  readonly #outputs: OnnxValueInfo[] = [];
  readonly #initializers: OnnxTensor[] = [];
  readonly #constants = new Map<string, Value>();
  readonly #names: { next: number };

  /** @param parent the graph around a loop body, whose values the body may read */
  constructor(parent?: GraphBuilder) {
    // Names are shared with the parent: in ONNX a body must not reuse a name of its surroundings.
    this.#names = parent ? parent.#names : { next: 0 };
  }

  input(name: string, type: ElementType, shape: Shape): Port {
    const port = { name, type, shape };
    this.#inputs.push(valueInfo(port));
    return port;
  }

  /** Declares a value as the next output, under a name of its own. */
  output(name: string, value: Value, type: ElementType, shape: Shape): Port {
    const port = { name, type, shape };
    this.#nodes.push(node('Identity', [value], [name], {}));
    this.#outputs.push(valueInfo(port));
    return port;
  }

  /** Declares a computed value as the next output, under the name it has. */
  result(value: Value, type: ElementType, shape: Shape): void {
    this.#outputs.push(valueInfo({ name: value.name, type, shape }));
  }

  /** A float32 scalar, one initializer per distinct value. */
  scalar(value: number): Value {
    return this.#constant('float32', [], Float32Array.of(value));
  }

  /** A float32 tensor that is part of the model file, under a name where somebody will read it. */
  tensor(shape: readonly number[], elements: Float32Array, name = this.#fresh()): Value {
    return this.#initializer('float32', shape, elements, name);
  }

  int64(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    return this.#constant('int64', shape, BigInt64Array.from(values, BigInt));
  }

  bool(value: boolean): Value {
    return this.#constant('bool', [], Uint8Array.of(value ? 1 : 0));
  }

  uint8(value: number): Value {
    return this.#constant('uint8', [], Uint8Array.of(value));
  }

  add(a: Value, b: Value): Value {
    return this.op('Add', [a, b]);
  }

  sub(a: Value, b: Value): Value {
    return this.op('Sub', [a, b]);
  }

  mul(a: Value, b: Value): Value {
    return this.op('Mul', [a, b]);
  }

  div(a: Value, b: Value): Value {
    return this.op('Div', [a, b]);
  }

  sqrt(a: Value): Value {
    return this.op('Sqrt', [a]);
  }

  /** alpha·op(a)·op(b) + beta·plus, where op transposes when told to. */
  gemm(a: Value, b: Value, options: GemmOptions = {}): Value {
    const { transA = false, transB = false, alpha = 1, plus, beta = 1 } = options;
    return this.op('Gemm', plus ? [a, b, plus] : [a, b], {
      transA: { int: Number(transA) },
      transB: { int: Number(transB) },
      alpha: { float: alpha },
      beta: { float: beta },
    });
  }

  /** Row `index` of `a` along its first dimension. */
  row(a: Value, index: Value): Value {
    return this.op('Gather', [a, index], { axis: { int: 0 } });
  }

  cast(a: Value, to: ElementType): Value {
    return this.op('Cast', [a], { to: { int: DATA_TYPE[to] } });
  }

  op(
    opType: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): Value {
    const name = this.#fresh();
    this.#nodes.push(node(opType, inputs, [name], attributes));
    return { name };
  }

  /**
   * Runs a body while its condition holds, at most `trips` times.
   * @param body declares inputs (iteration, condition, carried…) and outputs (condition, carried…,
   * per-iteration values…) in this order
   * @returns the carried values after the last iteration, then the per-iteration values stacked
   */
  loop(
    trips: Value,
    condition: Value,
    starts: readonly Value[],
    body: GraphBuilder,
    results: number,
  ): readonly Value[] {
    const names = Array.from({ length: results }, () => this.#fresh());
    this.#nodes.push(
      node('Loop', [trips, condition, ...starts], names, { body: { graph: body.build('body') } }),
    );
    return names.map((name) => ({ name }));
  }

  build(name: string): OnnxGraph {
    return {
      name,
      node: this.#nodes,
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    };
  }

  /** One initializer per distinct value. */
  #constant(type: ElementType, shape: readonly number[], elements: Elements): Value {
    const key = `${type}[${shape}]${elements}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const value = this.#initializer(type, shape, elements);
    this.#constants.set(key, value);
    return value;
  }

  #initializer(
    type: ElementType,
    shape: readonly number[],
    elements: Elements,
    name = this.#fresh(),
  ): Value {
    const rawData = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
    this.#initializers.push({ name, dataType: DATA_TYPE[type], dims: shape, rawData });
    return { name };
  }

  #fresh(): string {
    this.#names.next += 1;
    return `v${this.#names.next}`;
  }
}

function node(
  opType: string,
  inputs: readonly Value[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>>,
): OnnxNode {
  return {
    opType,
    input: inputs.map((value) => value.name),
    output,
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  };
}

function valueInfo(port: Port): OnnxValueInfo {
  return {
    name: port.name,
    type: {
      tensorType: {
        elemType: DATA_TYPE[port.type],
        shape: {
          dim: port.shape.map((size) =>
            typeof size === 'number' ? { dimValue: size } : { dimParam: size },
          ),
        },
      },
    },
  };
}
