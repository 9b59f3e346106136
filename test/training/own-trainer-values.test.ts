// What a person's own trainer may answer and report that is none: a failed attempt in words, or left out.
import { describe, expect, it } from 'vitest';
import { reasonOf } from '../../cli/embedded/system-error.ts';
import { ownTrainer } from '../../shared/training/own/own-trainer.ts';
import type { TrainingRequest } from '../../shared/training/trainer.ts';
import { ODD_INSIDE, ODD_VALUES } from '../kernel/odd-values.ts';
import { smallDataset } from './small-dataset.ts';

// What is a promise is waited for; what cannot be read at all fails the attempt with that reason.
const { 'a promise': _promise, 'a revoked proxy': _proxy, ...values } = ODD_VALUES;
const ODD = Object.entries({ ...values, ...ODD_INSIDE });
const identity = { name: 'trainer', version: '1', backend: 'module' };
const request: TrainingRequest = {
  genome: {
    ...({ format: 1, kind: 'mlp', layers: [] } as const),
    optimizer: { kind: 'sgd', learningRate: 0.1, weightDecay: 0 },
  },
  budget: { examples: 64, schedule: 'constant' },
  evaluationSeed: '1',
};
const data = smallDataset();

type Report = (examples: unknown, accuracy: unknown) => void;

async function trained(train: (report: Report) => unknown, keepCheckpoint = false) {
  const module = {
    train: (_genome: unknown, context: unknown) => train((context as { report: Report }).report),
  };
  return ownTrainer(module, identity).train(request, data, { keepCheckpoint });
}

describe.each(ODD)('%s', (_name, [value, words]) => {
  it('is no answer, no accuracy, no weights and no loss', async () => {
    const found = words.replace(' of 5 bytes', '').slice(0, 60);
    await expect(trained(() => value)).rejects.toThrow(`train returned ${found}`);
    const diverges = Number.isNaN(value);
    for (const accuracy of diverges ? [] : [value, { correct: value, total: 1 }]) {
      await expect(trained(() => ({ accuracy }))).rejects.toThrow(
        /^train returned \{"accuracy":.+; expected an object with accuracy: a fraction from 0 to 1/,
      );
    }
    if (value instanceof Uint8Array) return;
    const odd = { accuracy: 0.5, weights: value, loss: value };
    await expect(trained(() => odd, true)).rejects.toThrow(`train returned weights: ${found}`);
    const outcome = await trained(() => odd);
    expect(outcome).toMatchObject({ status: 'completed', loss: null });
    // It is posted from a thread, and recorded as JSON.
    expect(JSON.parse(JSON.stringify(structuredClone(outcome)))).toEqual(outcome);
  });

  it('is no report', async () => {
    const outcome = await trained((report) => {
      report(value, 0.5);
      report(64, value);
      report(64, { correct: value, total: data.validation.count });
      report('64', 0.5);
      report(64, 0.5);
      return { accuracy: 0.5 };
    });
    expect(outcome.points).toHaveLength(1);
  });

  it('is a reason when it is thrown', async () => {
    const reason = await trained(() => Promise.reject(value)).catch(reasonOf);
    expect(reason).toBe(words.replace('TypeError: no luck', 'no\nluck'));
  });
});
