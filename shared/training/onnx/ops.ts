// The ops of onnx graphs by name.
import type { OpName } from '../../network/ops.ts';
import type { OnnxOp } from './op.ts';
import { activation } from './ops/activation.ts';
import { add } from './ops/add.ts';
import { dense } from './ops/dense.ts';
import { dropout } from './ops/dropout.ts';
import { flatten } from './ops/flatten.ts';
import { input } from './ops/input.ts';

const OPS: { readonly [Name in OpName]: OnnxOp<Name> } = {
  input,
  flatten,
  dense,
  activation,
  dropout,
  add,
};

/** The op of a name, for nodes of any op: a context holds the node that the op was found by. */
export function onnxOp(name: OpName): OnnxOp<OpName> {
  return OPS[name] as OnnxOp<OpName>;
}
