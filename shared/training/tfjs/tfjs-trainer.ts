// The engine `tfjs`: the same trainings in TensorFlow.js's operations, step by step.
import { readMlpGenome } from '../../genome/kinds/mlp/mlp-genome.ts';
import { mlpRequest } from '../mlp-request.ts';
import { parametersIn } from '../position.ts';
import { stateTensors } from '../state-tensors.ts';
import { train } from '../train.ts';
import type { Trainer } from '../trainer.ts';
import type { TfjsBackend } from './backend.ts';
import { layersOf, predictProbabilities } from './predict.ts';
import { TfjsRun } from './tfjs-run.ts';

/** A trainer on an open backend of TensorFlow.js. */
export function tfjsTrainer(backend: TfjsBackend): Trainer {
  const { tf, identity } = backend;
  return {
    identity,
    train: (request, data, options = {}) =>
      train(request, options, async () => new TfjsRun(backend, mlpRequest(request), data)),
    predict: async (given, checkpoint, images, data) => {
      const genome = readMlpGenome(given);
      const parameters = parametersIn(checkpoint, genome);
      backend.use();
      const tensors = new Map(
        stateTensors(genome, data).flatMap(({ name, shape }) => {
          const values = parameters.get(name);
          return values === undefined ? [] : [[name, tf.tensor(values, [...shape])] as const];
        }),
      );
      try {
        return await predictProbabilities(backend, genome, layersOf(tensors), images, data);
      } finally {
        backend.use();
        tf.dispose([...tensors.values()]);
      }
    },
  };
}
