// Pieces of an evaluation, as workers with little time make them, give together what one whole does.
import { describe, expect, it } from 'vitest';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import { canonicalGenome } from '../../shared/genome/identity.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { evaluate, evaluatePiece, type Piece } from '../../shared/steps/evaluate.ts';
import { engineOf, onnxIdentity } from '../../shared/training/identity.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import { smallDataset } from '../training/small-dataset.ts';
import { memoryBlobs } from './memory-blobs.ts';

/** Images so large that the engine takes some twenty steps at once. */
const data = smallDataset({ shape: { features: 24_000 } });

function requestOf(keepWeights: boolean, learningRate = 0.01): EvaluationRequest {
  const genome = {
    format: 1 as const,
    kind: 'mlp',
    layers: [{ id: 'a', units: 8, activation: 'relu', dropout: 0.25 }],
    optimizer: { kind: 'adam', learningRate, weightDecay: 0 },
  };
  return {
    evaluationKey: 'key',
    genomeHash: 'hash',
    genome: canonicalGenome(genome),
    budget: { examples: 64 * 100, schedule: 'linear' },
    evaluationSeed: 'c0de',
    start: { from: 'scratch' },
    keepWeights,
  };
}

describe('an evaluation in pieces', () => {
  it.each([true, false])('gives the whole’s result, weights kept: %s', async (keepWeights) => {
    const request = requestOf(keepWeights);
    const blobs = memoryBlobs();
    const whole = await evaluate(request, data, onnxTrainer(), blobs);
    const chain: Piece[] = [];
    let resumeFrom: Uint8Array | undefined;
    for (let last: Piece | undefined; last === undefined || 'stopped' in last; ) {
      const from = resumeFrom === undefined ? {} : { resumeFrom };
      const options = { stopWhen: () => true, ...from };
      last = await evaluatePiece(request, data, onnxTrainer(), memoryBlobs(), options);
      chain.push(last);
      if ('stopped' in last) resumeFrom = last.stopped;
    }
    const steps = chain.flatMap((piece) => ('stopped' in piece ? [piece.step] : []));
    expect(steps.length).toBeGreaterThan(1);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    const timeless = { setupMs: 0, trainMs: 0, evalMs: 0 };
    const end = chain.at(-1)!;
    expect('finished' in end && { ...end.finished, ...timeless }).toEqual({
      ...whole,
      ...timeless,
    });
    expect(whole.weights === undefined).toBe(!keepWeights);
    if (whole.weights !== undefined) {
      expect(sha256(await blobs.get(whole.weights))).toBe(whole.weights);
    }
    expect(whole.engine).toEqual(engineOf(onnxIdentity()));
  });

  it('is one piece where it is never stopped, or diverges first', async () => {
    const options = { stopWhen: () => false };
    const calm = await evaluatePiece(requestOf(false), data, onnxTrainer(), memoryBlobs(), options);
    expect(calm).toMatchObject({ finished: { status: 'completed' } });
    const wild = requestOf(false, 1e9);
    const end = await evaluatePiece(wild, data, onnxTrainer(), memoryBlobs(), {
      stopWhen: () => true,
    });
    expect(end).toMatchObject({ finished: { status: 'diverged', objectives: null } });
  });
});
