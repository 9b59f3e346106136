import { expect, test } from 'vitest';
import { canonicalMlp } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import { smallDataset } from './small-dataset.ts';

test('divergence in the last step of a segment ends the training there', async () => {
  // 400,000 values make a segment of one step.
  const data = smallDataset({ shape: { features: 400_000 }, train: 64, validation: 1 });
  const genome = canonicalMlp({
    format: 1,
    kind: 'mlp',
    layers: [],
    optimizer: { kind: 'sgd', learningRate: 1e6, weightDecay: 0 },
  });
  const budget = { examples: 10 * 64, schedule: 'constant' } as const;
  const request = { genome, budget, evaluationSeed: '0dd' };
  const outcome = await onnxTrainer().train(request, data);
  const one = await onnxTrainer().train(request, data, { stopAtStep: 2 });
  expect(one.status).toBe('diverged');
  expect(outcome).toMatchObject({ status: 'diverged', examplesSeen: 2 * 64 });
});
