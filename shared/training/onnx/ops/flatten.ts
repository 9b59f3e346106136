// Examples and hidden values lie flat already.
import { onlyInput } from '../../../network/op.ts';
import type { OnnxOp } from '../op.ts';

export const flatten: OnnxOp<'flatten'> = {
  forward: (_, inputs) => onlyInput(inputs),
  backward: (_, gradient) => ({ inputs: [gradient], parameters: {} }),
  predict: (_, inputs) => onlyInput(inputs),
};
