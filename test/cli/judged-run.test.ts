// The endpoints of a comparison's run over a fake evaluator: further trainings of the champion that no choice
// depends on. A run that does not fit the comparison is rejected.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configOfRun } from '../../cli/compare/comparison.ts';
import { judgedRun } from '../../cli/compare/judged-run.ts';
import { openFileRunStore } from '../../cli/embedded/file-run-store.ts';
import { journalOf, stateOf } from '../../cli/embedded/run-directory.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import { Corrupt, InvalidInput, Retryable } from '../../shared/kernel/errors.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { WORST_LOSS } from '../../shared/training/score.ts';
import { manualClock } from '../embedded/manual-clock.ts';
import { ENGINE, fakeReply, shuffledPool, started } from '../steps/fake-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-judged-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { data } = started({});
const SMALL = { strategy: { name: 'tournament', population: 6, generations: 3 } };

function judged(name: string, more: Record<string, unknown> = {}, tools = {}, reply = fakeReply) {
  const config = resolveConfig({ ...SMALL, ...more }, strategies);
  const pool = shuffledPool(2, 0, reply);
  return judgedRun(
    configOfRun({ config }, 'tournament', 0, data),
    config.budget,
    join(folder, name),
    {
      ...{ queue: pool, pool, data, engine: ENGINE, clock: manualClock() },
      evaluate: async (request) => fakeReply(request),
      deadline: new AbortController().signal,
      onBatch: () => undefined,
      ...tools,
    },
  );
}

async function plannedOf(name: string) {
  const store = await openFileRunStore(journalOf(join(folder, name)));
  const events = await store.read();
  await store.close();
  return stateOf(name, events).batches.flatMap(({ planned }) => planned.evaluations);
}

describe('a run of a comparison', () => {
  it('has the mean of three further retrainings as primary endpoint, a diverged one as 0', async () => {
    const requests: EvaluationRequest[] = [];
    const evaluate = async (request: EvaluationRequest) => {
      requests.push(request);
      const reply = fakeReply(request);
      if (!('result' in reply)) return reply;
      const ofPrimary = requests.filter(({ budget }) => budget.examples === 32_000).length;
      const outcome =
        ofPrimary === 3 && request.budget.examples === 32_000
          ? { status: 'diverged' as const, objectives: null }
          : {
              status: 'completed' as const,
              objectives: { accuracy: { correct: 4000 + 100 * ofPrimary, total: 5000 } },
            };
      return { request, result: { ...reply.result, ...outcome } };
    };
    const { primary, second, genomeHash } = await judged('whole', {}, { evaluate });
    expect(requests.map(({ budget }) => budget.examples)).toEqual([
      ...new Array(3).fill(32_000),
      ...new Array(8).fill(6464),
    ]);
    expect(requests.every((request) => request.genomeHash === genomeHash)).toBe(true);
    expect(primary).toBeCloseTo((4100 + 4200 + 0) / 3 / 5000, 12);
    expect(second).toBeCloseTo(4300 / 5000, 12);
    // No choice of the run depends on these seeds: they are none of its own.
    const planned = await plannedOf('whole');
    const seeds = new Set(planned.map(({ evaluationSeed }) => evaluationSeed));
    expect(requests.some(({ evaluationSeed }) => seeds.has(evaluationSeed))).toBe(false);
  });

  it('has means of its primary objective as endpoints, a diverged training as the worst loss', async () => {
    const objectives = [{ name: 'loss', direction: 'minimize' }];
    const scored = (request: EvaluationRequest, loss: number | null) => {
      const reply = fakeReply(request);
      if (!('result' in reply)) return reply;
      const outcome =
        loss === null
          ? { status: 'diverged' as const, objectives: null }
          : { status: 'completed' as const, objectives: { loss } };
      return { request, result: { ...reply.result, ...outcome } };
    };
    let trained = 0;
    const evaluate = async (request: EvaluationRequest) =>
      scored(request, ++trained === 1 ? null : 0.5);
    const reply = (request: EvaluationRequest) =>
      scored(request, Number.parseInt(request.genomeHash.slice(0, 4), 16) / 65_536);
    const { primary, second } = await judged('loss', { objectives }, { evaluate }, reply);
    expect(primary).toBeCloseTo((WORST_LOSS + 0.5 + 0.5) / 3, 9);
    expect(second).toBeCloseTo(0.5, 12);
  });

  it('has no endpoint where a training of it failed', async () => {
    const evaluate = async (request: EvaluationRequest) => ({ request, failure: 'no memory' });
    const failing = judged('failed', {}, { evaluate });
    await expect(failing).rejects.toThrow(Retryable);
    await expect(failing).rejects.toThrow('no memory');
    expect(existsSync(join(folder, 'failed', 'endpoints.json'))).toBe(false);
  });

  it.each([
    ['engine', 'another engine', { engine: { ...ENGINE, version: '2' } }],
    ['data', 'other data', { data: { ...data, hash: 'e' } }],
  ])('is not gone on with on another %s', async (_, words, tools) => {
    await judged(words);
    rmSync(join(folder, words, 'endpoints.json'));
    const other = judged(words, {}, tools);
    await expect(other).rejects.toThrow(Corrupt);
    await expect(other).rejects.toThrow(`holds a run with ${words}`);
  });

  it('is refused where its space is too small for its examples', async () => {
    const only = (value: unknown) => ({ type: 'categorical', values: [value] });
    const units = { type: 'integer', min: 64, max: 65 };
    const space = {
      genes: {
        layers: {
          type: 'list',
          length: { min: 1, max: 1 },
          genes: { units, activation: only('relu') },
        },
        optimizer: {
          type: 'group',
          genes: { kind: only('sgd'), learningRate: { type: 'real', min: 0.01, max: 0.01 } },
        },
      },
    };
    const strategy = { ...SMALL.strategy, eliteReplicates: 0 };
    const small = judged('small', { space, strategy });
    await expect(small).rejects.toThrow(InvalidInput);
    await expect(small).rejects.toThrow(
      /the search found no new genome after \d+ training examples; expected 116352 training examples/,
    );
  });
});
