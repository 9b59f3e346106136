// Examples and hidden values lie flat already.
import { onlyInput } from '../../../network/op.ts';
import type { TfjsOp } from '../op.ts';

export const flatten: TfjsOp<'flatten'> = {
  forward: (_, inputs) => onlyInput(inputs),
  backward: (_, gradient) => ({ inputs: [gradient], parameters: {} }),
  predict: (_, inputs) => onlyInput(inputs),
};
