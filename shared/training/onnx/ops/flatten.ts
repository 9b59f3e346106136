// Examples and hidden values lie flat already.
import { type OnnxOp, onlyInput } from '../op.ts';

export const flatten: OnnxOp<'flatten'> = {
  forward: (_, inputs) => onlyInput(inputs),
  backward: (_, gradient) => ({ inputs: [gradient], parameters: {} }),
  predict: (_, inputs) => onlyInput(inputs),
};
