// The ops of TensorFlow.js by name.
import type { OpName } from '../../network/ops.ts';
import type { TfjsOp } from './op.ts';
import { activation } from './ops/activation.ts';
import { add } from './ops/add.ts';
import { dense } from './ops/dense.ts';
import { dropout } from './ops/dropout.ts';
import { flatten } from './ops/flatten.ts';
import { input } from './ops/input.ts';

const OPS: { readonly [Name in OpName]: TfjsOp<Name> } = {
  input,
  flatten,
  dense,
  activation,
  dropout,
  add,
};

/** The op of a name, for nodes of any op: a context holds the node that the op was found by. */
export function tfjsOp(name: OpName): TfjsOp<OpName> {
  return OPS[name] as TfjsOp<OpName>;
}
