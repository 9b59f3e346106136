// One fixed training for each optimizer and the digests of its tensors: run in this process, in a worker thread
// or in another process.
import { canonicalMlp } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { OPTIMIZERS, type OptimizerName } from '../../shared/network/optimizer.ts';
import { decodeCheckpoint } from '../../shared/training/checkpoint.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { smallDataset } from './small-dataset.ts';

/** By optimizer and the engine that made them. */
export async function tensorsDigests(trainer: Trainer): Promise<Record<string, string>> {
  const { name, backend } = trainer.identity;
  const digests: Record<string, string> = {};
  for (const kind of OPTIMIZERS) {
    digests[`${name} ${backend} ${kind}`] = await tensorsDigest(trainer, kind);
  }
  return digests;
}

/** SHA-256 over weights and optimizer state after 8 steps: two epochs of three batches, and two of the third. */
async function tensorsDigest(trainer: Trainer, kind: OptimizerName): Promise<string> {
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
    { genome, budget: { examples: 8 * 64, schedule: 'linear' }, evaluationSeed: 'e15e' },
    smallDataset(),
    { keepCheckpoint: true },
  );
  const { values } = decodeCheckpoint(checkpoint as Uint8Array);
  const bytes = values.map((tensor) =>
    Buffer.from(tensor.buffer, tensor.byteOffset, tensor.byteLength),
  );
  return sha256(Buffer.concat(bytes));
}
