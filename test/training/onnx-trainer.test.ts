// The onnx engine: the promises of every engine, then what is its own: threads, processes, segments.
import { expect, test } from 'vitest';
import { canonicalMlp } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { decodeCheckpoint } from '../../shared/training/checkpoint.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import { scoreConformance } from '../conformance/score.conformance.ts';
import { trainerConformance } from '../conformance/trainer.conformance.ts';
import { expectSameBitsElsewhere } from './elsewhere.ts';
import { expectSameBytes } from './same-bytes.ts';
import { smallDataset } from './small-dataset.ts';

trainerConformance('onnx', onnxTrainer, 24_000);
scoreConformance('onnx', onnxTrainer);

test('two threads at once, another process and this one give the same bits', () =>
  expectSameBitsElsewhere([onnxTrainer()], {
    imports: `import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';`,
    makeTrainers: '[onnxTrainer()]',
  }));

test('a training over several segments ends in the same bits however it is cut', async () => {
  // 24,000 values make a step's examples 1.5 MB: the engine cuts a segment of about 20 steps.
  const data = smallDataset({ shape: { features: 24_000 }, train: 128, validation: 4 });
  const request = {
    genome: canonicalMlp({
      format: 1,
      kind: 'mlp',
      layers: [{ units: 3, activation: 'tanh', dropout: 0.5 }],
      optimizer: { kind: 'adam', learningRate: 0.001, weightDecay: 0 },
    }),
    budget: { examples: 45 * 64, schedule: 'linear' },
    evaluationSeed: '5e6',
  } as const;
  const train = (options: object, resumeFrom?: Uint8Array) =>
    onnxTrainer().train({ ...request, ...(resumeFrom ? { resumeFrom } : {}) }, data, {
      keepCheckpoint: true,
      ...options,
    });
  const whole = await train({});
  const cut = await train({ reportEverySteps: 7 });
  const stopped = await train({ stopAtStep: 23 });
  const resumed = await train({}, stopped.checkpoint);
  expectSameBytes(cut.checkpoint, whole.checkpoint);
  expectSameBytes(resumed.checkpoint, whole.checkpoint);
  // Two segments as long as they may be.
  const filled = await train({}, (await train({ stopAtStep: 40 })).checkpoint);
  expectSameBytes(filled.checkpoint, whole.checkpoint);
  expect(decodeCheckpoint(whole.checkpoint!).step).toBe(45);
});
