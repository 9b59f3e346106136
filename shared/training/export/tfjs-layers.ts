// How each op is written as a layer of TensorFlow.js, and with which weights.
import type { ShapedNode } from '../../network/infer-shapes.ts';

export interface TfjsLayer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly weights: readonly TfjsWeight[];
}

/** One tensor of a layer, made of a parameter of the node. */
export interface TfjsWeight {
  /** What TensorFlow.js calls it: `kernel`, `bias`. */
  readonly name: string;
  readonly role: string;
  readonly shape: readonly number[];
  /** Whether the parameter lies transposed in a checkpoint. */
  readonly isTransposed: boolean;
}

/** @returns null for a node that does nothing in prediction: its readers read its input */
export function tfjsLayer(node: ShapedNode): TfjsLayer | null {
  switch (node.op) {
    case 'input':
    case 'flatten':
    case 'dropout':
      return null;
    case 'activation': {
      const { activation } = node.settings;
      if (activation === 'linear') return null;
      return { className: 'Activation', config: { activation }, weights: [] };
    }
    case 'add':
      return { className: 'Add', config: {}, weights: [] };
    case 'dense': {
      const { units } = node.settings;
      const [out = 0, into = 0] =
        node.parameters.find(({ role }) => role === 'weight')?.shape ?? [];
      return {
        className: 'Dense',
        config: { units, activation: 'linear', use_bias: true },
        weights: [
          { name: 'kernel', role: 'weight', shape: [into, out], isTransposed: true },
          { name: 'bias', role: 'bias', shape: [out], isTransposed: false },
        ],
      };
    }
  }
}
