// The engine `onnx`: a training is a few runs of one compiled graph, and nothing of JavaScript
// happens between the steps of a run.
import type { OnnxBackendName } from '../../contracts/engine-choice.ts';
import type { NetworkEngine } from '../engine.ts';
import { onnxIdentity } from '../identity.ts';
import { networkTrainer } from '../network-trainer.ts';
import { parametersIn } from '../position.ts';
import { train } from '../train.ts';
import type { Trainer } from '../trainer.ts';
import { OnnxRun } from './onnx-run.ts';
import { predictProbabilities } from './predict.ts';

/** On one of onnxruntime-node's providers. */
export function onnxEngine(backend: OnnxBackendName = 'cpu'): NetworkEngine {
  return {
    identity: onnxIdentity(backend),
    train: (request, data, options = {}) =>
      train(request, options, () => OnnxRun.open(request, data, backend)),
    predict: async (network, checkpoint, images, data) =>
      predictProbabilities(network, parametersIn(checkpoint, network), images, data, backend),
  };
}

export function onnxTrainer(backend?: OnnxBackendName): Trainer {
  return networkTrainer(onnxEngine(backend));
}
