// A trainer module behind the port: what it is given, and what of its answers counts.
import { describe, expect, it } from 'vitest';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { Genome } from '../../shared/contracts/genome.ts';
import type { Dataset, LabelledImages } from '../../shared/data/dataset.ts';
import { canonicalGenome, genomeHash } from '../../shared/genome/identity.ts';
import { mlpGenomeSchema } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { evaluate } from '../../shared/steps/evaluate.ts';
import { ownIdentity } from '../../shared/training/identity.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import { ownTrainer } from '../../shared/training/own/own-trainer.ts';

const images = (count: number): LabelledImages => ({
  images: new Uint8Array(4 * count),
  labels: new Uint8Array(count),
  count,
});
const DATA: Dataset = {
  ...{ id: 'd', hash: 'h', splitId: 's', classes: 2, mean: 0, deviation: 1 },
  shape: { height: 2, width: 2, channels: 1 },
  ...{ train: images(128), validation: images(10) },
};
const CUSTOM: Genome = {
  ...{ format: 1, kind: 'custom' },
  ...{ rate: 0.5, steps: [{ id: 'a1', size: 3 }], shape: { isWide: true } },
};
const MLP = mlpGenomeSchema.parse({
  layers: [{ id: 'a1', units: 8, activation: 'relu' }],
  optimizer: { kind: 'sgd', learningRate: 0.1 },
}) as unknown as Genome;
const NOWHERE = { put: async () => 'blob', get: async () => new Uint8Array() };

function requestOf(genome: Genome): EvaluationRequest {
  return {
    evaluationKey: 'key',
    genomeHash: genomeHash(genome),
    genome: canonicalGenome(genome),
    budget: { examples: 100, schedule: 'linear' },
    evaluationSeed: 'ab',
    start: { from: 'scratch' },
    keepWeights: false,
  };
}

function evaluatedBy(train: (genome: unknown, context: unknown) => unknown, genome = CUSTOM) {
  const trainer = ownTrainer({ train }, ownIdentity('1'));
  return evaluate(requestOf(genome), DATA, trainer, NOWHERE);
}

describe('a trainer module', () => {
  it.each([
    ['custom', CUSTOM, { rate: 0.5, steps: [{ size: 3 }], shape: { isWide: true } }],
    [
      'mlp',
      MLP,
      {
        layers: [{ units: 8, activation: 'relu', dropout: 0 }],
        optimizer: { kind: 'sgd', learningRate: 0.1, weightDecay: 0 },
      },
    ],
  ])('is given the genes of kind %s alone: no id, format or kind', async (_, genome, genes) => {
    const given: unknown[] = [];
    const trainer = ownTrainer(
      {
        train: (one) => {
          given.push(one);
          return { accuracy: 1 };
        },
        predict: (one, _weights, some) => {
          given.push(one);
          return new Float32Array(2 * (some.length / 4));
        },
      },
      ownIdentity('1'),
    );
    await evaluate(requestOf(genome), DATA, trainer, NOWHERE);
    await trainer.predict(canonicalGenome(genome), new Uint8Array(), new Uint8Array(8), DATA);
    expect(given).toEqual([genes, genes]);
  });

  it.each([
    ['custom', CUSTOM],
    ['mlp', MLP],
  ])('of kind %s that reports nothing has no size and no FLOPs', async (_, genome) => {
    const result = await evaluatedBy(() => ({ accuracy: 0.5, parameters: undefined }), genome);
    expect(result).toMatchObject({ status: 'completed', examplesSeen: 100 });
    expect(result).not.toHaveProperty('parameters');
    expect(result).not.toHaveProperty('trainFlops');
  });

  it.each([{ parameters: 7 }, { trainFlops: 1.5e9 }, { parameters: 0, trainFlops: 0 }])(
    'that reports %j is believed that, and nothing is added',
    async (reported) => {
      const { parameters, trainFlops } = await evaluatedBy(() => ({ accuracy: 0.5, ...reported }));
      expect({ parameters, trainFlops }).toEqual({
        parameters: undefined,
        trainFlops: undefined,
        ...reported,
      });
    },
  );

  it.each([
    [{ parameters: -1 }, /-1 as parameters \(expected an integer of at least 0\)/],
    [
      { parameters: 1.5, trainFlops: '9' },
      /1\.5 as parameters .* and "9" as trainFlops \(expected/,
    ],
    [{ trainFlops: Number.NaN }, /NaN as trainFlops \(expected a number of at least 0/],
    [{ parameters: null }, /null as parameters/],
  ])('that reports %o has failed', async (reported, words) => {
    await expect(evaluatedBy(() => ({ accuracy: 0.5, ...reported }))).rejects.toThrow(words);
  });
});

it('a built-in engine rejects a genome of kind custom in words', async () => {
  const trained = evaluate(requestOf(CUSTOM), DATA, onnxTrainer(), NOWHERE);
  await expect(trained).rejects.toThrow(InvalidInput);
  await expect(trained).rejects.toThrow(/genome\.kind: "custom" is not allowed/);
});
