// The engine `onnx`: a training is a few runs of one compiled graph, and nothing of JavaScript
// happens between the steps of a run.
import { parametersIn } from '../position.ts';
import { train } from '../train.ts';
import type { Trainer } from '../trainer.ts';
import { IDENTITY } from './identity.ts';
import { OnnxRun } from './onnx-run.ts';
import { predictProbabilities } from './predict.ts';

/** A trainer on onnxruntime-node's CPU provider. */
export function onnxTrainer(): Trainer {
  return {
    identity: IDENTITY,
    train: (request, data, options = {}) =>
      train(request, options, () => OnnxRun.open(request, data)),
    predict: async (genome, checkpoint, images, data) =>
      predictProbabilities(genome, parametersIn(checkpoint, genome), images, data),
  };
}
