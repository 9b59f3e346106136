// The engine `tfjs`: the same trainings in TensorFlow.js's operations, step by step.
import type { NetworkEngine } from '../engine.ts';
import { networkTrainer } from '../network-trainer.ts';
import { parametersIn } from '../position.ts';
import { parameterName, parametersOf } from '../state-tensors.ts';
import { train } from '../train.ts';
import type { Trainer } from '../trainer.ts';
import type { TfjsBackend } from './backend.ts';
import { predictProbabilities } from './predict.ts';
import { TfjsRun } from './tfjs-run.ts';

/** On an open backend of TensorFlow.js. */
export function tfjsEngine(backend: TfjsBackend): NetworkEngine {
  const { tf, identity } = backend;
  return {
    identity,
    train: (request, data, options = {}) =>
      train(request, options, async () => new TfjsRun(backend, request, data)),
    predict: async (network, checkpoint, images, data) => {
      const values = parametersIn(checkpoint, network);
      backend.use();
      const tensors = new Map(
        parametersOf(network).map((parameter) => {
          const name = parameterName(parameter);
          return [name, tf.tensor(values.get(name) as Float32Array, [...parameter.shape])];
        }),
      );
      try {
        return await predictProbabilities(backend, network, tensors, images, data);
      } finally {
        backend.use();
        tf.dispose([...tensors.values()]);
      }
    },
  };
}

export function tfjsTrainer(backend: TfjsBackend): Trainer {
  return networkTrainer(tfjsEngine(backend));
}
