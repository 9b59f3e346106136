// What a trainer module declares and returns: the objectives, each in its form.
import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { ownIdentity } from '../../shared/training/identity.ts';
import {
  checkOwnTrainer,
  type OwnTrainerModule,
  ownTrainer,
} from '../../shared/training/own/own-trainer.ts';
import type { TrainingRequest } from '../../shared/training/trainer.ts';
import { smallDataset } from './small-dataset.ts';

const data = smallDataset();
const total = data.validation.count;
const request = {
  genome: { kind: 'mlp' },
  budget: { examples: 64, schedule: 'constant' },
  evaluationSeed: '1',
} as unknown as TrainingRequest;

function trained(answer: unknown, objectives?: OwnTrainerModule['objectives']) {
  const module = { train: () => answer, ...(objectives === undefined ? {} : { objectives }) };
  return ownTrainer(module, ownIdentity('v')).train(request, data);
}

const checked = (objectives: unknown) =>
  checkOwnTrainer({ train: () => 0, objectives }, 'mine.mjs', false);

describe('a trainer module', () => {
  it('declares accuracy where it exports no objectives, else what it exports', () => {
    const accuracy = { name: 'accuracy', direction: 'maximize', format: 'percent' };
    expect(checkOwnTrainer({ train: () => 0 }, 'mine.mjs', false)).toEqual([accuracy]);
    const latency = { name: 'latency', direction: 'minimize', unit: 'ms' };
    expect(checked(['size', latency, 'accuracy'])).toEqual([
      { name: 'size' },
      latency,
      { name: 'accuracy' },
    ]);
  });

  it.each([
    [[], '[]'],
    ['latency', '"latency"'],
    [null, 'null'],
    [['latency', 'latency'], '["latency","latency"]'],
    [['Latency'], '["Latency"]'],
    [['a-b'], '["a-b"]'],
    [[7], '[7]'],
    [['latency', { name: 'latency' }], '["latency",{"name":"latency"}]'],
    [[{ direction: 'minimize' }], '[{"direction":"minimize"}]'],
    [[{ name: 'a', direction: 'down' }], '[{"name":"a","direction":"down"}]'],
    [[{ name: 'a', format: 'fraction' }], '[{"name":"a","format":"fraction"}]'],
    [[{ name: 'a', unit: 'two words' }], '[{"name":"a","unit":"two words"}]'],
    [[{ name: 'a', better: 'less' }], '[{"name":"a","better":"less"}]'],
  ])('whose objectives are %j is rejected', (objectives, value) => {
    expect(() => checked(objectives)).toThrow(InvalidInput);
    expect(() => checked(objectives)).toThrow(
      `mine.mjs objectives: ${value} is not allowed; expected an array of different names`,
    );
  });

  it('gives a value for each declared objective, in their order, and for no other', async () => {
    const answer = { accuracy: 0.5, latency: 3.5, size: 9 };
    const { status, objectives } = await trained(answer, ['latency', 'accuracy']);
    expect(status).toBe('completed');
    expect(Object.entries(objectives!)).toEqual([
      ['latency', 3.5],
      ['accuracy', { correct: total / 2, total }],
    ]);
    const declared = [{ name: 'latency', direction: 'minimize', unit: 'ms' }] as const;
    expect((await trained({ latency: -1e9 }, declared)).objectives).toEqual({ latency: -1e9 });
    expect((await trained(answer)).objectives).toEqual({ accuracy: { correct: total / 2, total } });
  });

  it('tells its training loss, unless loss is what it declares', async () => {
    const answer = { accuracy: 0.5, loss: 0.25 };
    expect(await trained(answer)).toMatchObject({ loss: 0.25 });
    const declared = await trained(answer, ['accuracy', 'loss']);
    expect(declared).toMatchObject({ loss: null, objectives: { loss: 0.25 } });
  });

  it.each(['accuracy', 'latency'])('has diverged where its %s is NaN', async (name) => {
    const answer = { accuracy: 0.5, latency: 3, [name]: Number.NaN };
    expect(await trained(answer, ['accuracy', 'latency'])).toMatchObject({
      status: 'diverged',
      objectives: null,
    });
  });

  it.each([
    [{ accuracy: 0.5 }, /expected an object with latency: a finite number; NaN if/],
    [{ accuracy: 0.5, latency: Number.POSITIVE_INFINITY }, /an object with latency: a finite/],
    [{ accuracy: 0.5, latency: '3' }, /an object with latency: a finite number/],
    [{ accuracy: 2, latency: 3 }, /an object with accuracy: a fraction from 0 to 1/],
    [undefined, /returned nothing; .* accuracy: a fraction .*, latency: a finite number/],
  ])('that returns %j has failed, with words', async (answer, words) => {
    await expect(trained(answer, ['accuracy', 'latency'])).rejects.toThrow(words);
  });
});
