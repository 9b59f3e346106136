// The engine `onnx`: a training is a few runs of one compiled graph, and nothing of JavaScript
// happens between the steps of a run.
import type { OnnxBackendName } from '../../contracts/engine-choice.ts';
import { onnxIdentity } from '../identity.ts';
import { parametersIn } from '../position.ts';
import { train } from '../train.ts';
import type { Trainer } from '../trainer.ts';
import { OnnxRun } from './onnx-run.ts';
import { predictProbabilities } from './predict.ts';

/** A trainer on one of onnxruntime-node's providers. */
export function onnxTrainer(backend: OnnxBackendName = 'cpu'): Trainer {
  return {
    identity: onnxIdentity(backend),
    train: (request, data, options = {}) =>
      train(request, options, () => OnnxRun.open(request, data, backend)),
    predict: async (genome, checkpoint, images, data) =>
      predictProbabilities(genome, parametersIn(checkpoint, genome), images, data, backend),
  };
}
