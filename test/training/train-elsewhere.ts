// One fixed training and the digest of its tensors, to be run in this process, in a thread of its
// own, or in another process.
import { canonicalMlp } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import type { OptimizerName } from '../../shared/network/optimizer.ts';
import { decodeCheckpoint } from '../../shared/training/checkpoint.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { smallDataset } from './small-dataset.ts';

/** SHA-256 over weights and optimizer state after 30 steps. */
export async function tensorsDigest(trainer: Trainer, kind: OptimizerName): Promise<string> {
  const genome = canonicalMlp({
    format: 1,
    kind: 'mlp',
    layers: [
      { units: 33, activation: 'elu', dropout: 0.3 },
      { units: 17, activation: 'sigmoid', dropout: 0.1 },
    ],
    optimizer: { kind, learningRate: 0.01, weightDecay: 0.0001 },
  });
  const { checkpoint } = await trainer.train(
    { genome, budget: { examples: 1920, schedule: 'linear' }, evaluationSeed: 'e15e' },
    smallDataset(),
    { keepCheckpoint: true },
  );
  const { values } = decodeCheckpoint(checkpoint as Uint8Array);
  const bytes = values.map((tensor) =>
    Buffer.from(tensor.buffer, tensor.byteOffset, tensor.byteLength),
  );
  return sha256(Buffer.concat(bytes));
}
