// The engine `onnx`: a training is a few runs of one compiled graph, and nothing of JavaScript
// happens between the steps of a run.
import type { OnnxBackendName } from '../../contracts/engine-choice.ts';
import { readMlpGenome } from '../../genome/kinds/mlp/mlp-genome.ts';
import { onnxIdentity } from '../identity.ts';
import { mlpRequest } from '../mlp-request.ts';
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
      train(request, options, () => OnnxRun.open(mlpRequest(request), data, backend)),
    predict: async (genome, checkpoint, images, data) => {
      const mlp = readMlpGenome(genome);
      return predictProbabilities(mlp, parametersIn(checkpoint, mlp), images, data, backend);
    },
  };
}
