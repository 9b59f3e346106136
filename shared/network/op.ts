// The contract of an op: what one node of a network computes, as far as shapes and costs go. How an engine
// computes it is in the engine's folder, under the same name.
import type { Shape, Task } from '../contracts/task.ts';

/** A trained tensor of a node. */
export interface OpParameter {
  /** `weight`, `bias`. */
  readonly role: string;
  readonly shape: readonly number[];
  /** Values that one output sums over: initial values are uniform in ±1/√fanIn. */
  readonly fanIn: number;
}

export interface Op<Settings> {
  /** How many nodes it reads. */
  readonly arity: { readonly min: number; readonly max: number };
  /** @throws RangeError where the inputs do not fit the op */
  outputShape(settings: Settings, inputs: readonly Shape[], task: Task): Shape;
  /** In the order in which checkpoints hold them. */
  parameters(settings: Settings, inputs: readonly Shape[]): readonly OpParameter[];
  /** Floating-point operations of one example's forward pass; element-wise work is not counted. */
  forwardFlops(settings: Settings, inputs: readonly Shape[]): number;
  /** How a network is described in one line: ` → dense 128` begins a layer, ` relu` continues it. */
  inWords(settings: Settings): string;
}

/** Most ops have no parameters and no products. */
export const FREE = { parameters: () => [], forwardFlops: () => 0 } as const;

/** The only input of an op that has one: its shape, its value. @throws RangeError where there is none */
export function onlyInput<T>(inputs: readonly T[]): T {
  const [input] = inputs;
  if (input === undefined) throw new RangeError('the op has no input');
  return input;
}
