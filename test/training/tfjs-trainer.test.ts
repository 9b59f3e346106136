// The tfjs engine: the promises of every engine on each backend, the same bits in threads and
// processes, and no tensor left behind.
import { expect, test } from 'vitest';
import { canonicalMlp } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { OPTIMIZERS } from '../../shared/network/optimizer.ts';
import { tfjsTrainer } from '../../shared/training/tfjs/tfjs-trainer.ts';
import { scoreConformance } from '../conformance/score.conformance.ts';
import { trainerConformance } from '../conformance/trainer.conformance.ts';
import { expectSameBitsElsewhere } from './elsewhere.ts';
import { smallDataset } from './small-dataset.ts';
import { describeBackends, openBackends } from './tfjs-backends.ts';

/** Each optimizer in each way of ending: every fifth training of four optimizers is also broken off. */
const TRAININGS = 20;

describeBackends((name, backend) => {
  // Every step is a segment.
  trainerConformance(`tfjs ${name}`, () => tfjsTrainer(backend), 100);
  scoreConformance(`tfjs ${name}`, () => tfjsTrainer(backend));

  test('trainings, however they end, leave no tensor behind', async () => {
    const data = smallDataset({ train: 128, validation: 10 });
    const trainer = tfjsTrainer(backend);
    const request = (index: number) => ({
      genome: canonicalMlp({
        format: 1,
        kind: 'mlp',
        layers: [{ units: 4, activation: 'elu', dropout: 0.5 }],
        optimizer: {
          kind: OPTIMIZERS[index % OPTIMIZERS.length]!,
          learningRate: 0.01,
          weightDecay: 0.1,
        },
      }),
      budget: { examples: 2 * 64, schedule: 'constant' } as const,
      evaluationSeed: index.toString(16),
    });
    backend.use();
    const before = backend.tf.memory();
    for (let index = 0; index < TRAININGS; index += 1) {
      const { genome, ...rest } = request(index);
      const ending = { stopAtStep: 1 + (index % 2), keepCheckpoint: true };
      const { checkpoint } = await trainer.train({ genome, ...rest }, data, ending);
      if (index % 5 > 0) continue;
      await trainer.predict(genome, checkpoint!, data.validation.images, data);
      await expect(
        trainer.train({ genome, ...rest, resumeFrom: checkpoint!.subarray(1) }, data),
      ).rejects.toThrow('not a checkpoint');
      const signal = AbortSignal.abort();
      await expect(trainer.train({ genome, ...rest }, data, { signal })).rejects.toThrow();
    }
    backend.use();
    const { numTensors, numBytes } = backend.tf.memory();
    expect({ numTensors, numBytes }).toEqual({
      numTensors: before.numTensors,
      numBytes: before.numBytes,
    });
  }, 120_000);
});

// Every backend in one process and two threads: to load TensorFlow.js takes longer than these trainings.
test(`${[...openBackends.keys()].join(', ')}: two threads at once, another process and this one give the same bits`, () =>
  expectSameBitsElsewhere(
    [...openBackends.values()].map((backend) => tfjsTrainer(backend)),
    {
      imports: `
        import { openTfjs } from '../../shared/training/tfjs/backend.ts';
        import { tfjsTrainer } from '../../shared/training/tfjs/tfjs-trainer.ts';
        const trainers = [];
        for (const name of ${JSON.stringify([...openBackends.keys()])})
          trainers.push(tfjsTrainer(await openTfjs(name)));`,
      makeTrainers: 'trainers',
    },
  ));
