// The endpoints of a comparison's run over a fake evaluator: read off the champion's own trainings, and
// refused where the run is not what the comparison is about.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configOfRun } from '../../cli/compare/comparison.ts';
import { judgedRun } from '../../cli/compare/judged-run.ts';
import { openFileRunStore } from '../../cli/embedded/file-run-store.ts';
import { journalOf, stateOf } from '../../cli/embedded/run-directory.ts';
import { Corrupt, InvalidInput, Retryable } from '../../shared/kernel/errors.ts';
import { objectiveScore } from '../../shared/search/archive.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
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

async function lastBatchOf(name: string) {
  const store = await openFileRunStore(journalOf(join(folder, name)));
  const events = await store.read();
  await store.close();
  return stateOf(name, events).batches.at(-1)!;
}

describe('a run of a comparison', () => {
  it('has the mean of its champion seeds as primary endpoint, a diverged one as 0', async () => {
    let seeds = 0;
    const { primary, genomeHash } = await judged('whole', {}, {}, (request) => {
      if (!request.keepWeights || ++seeds > 1) return fakeReply(request);
      const reply = fakeReply(request);
      if (!('result' in reply)) return reply;
      return { request, result: { ...reply.result, status: 'diverged', objectives: null } };
    });
    const { planned, facts } = await lastBatchOf('whole');
    expect(planned.stage).toBe('champion seeds');
    expect(planned.evaluations.every((one) => one.genomeHash === genomeHash)).toBe(true);
    const values = facts!.map(({ objectives }) => objectiveScore(objectives, 'accuracy') ?? 0);
    expect(values.filter((value) => value === 0)).toHaveLength(1);
    expect(values.length).toBeGreaterThan(1);
    expect(primary).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 12);
  });

  it('has no endpoint where a training of the champion failed', async () => {
    let seeds = 0;
    const failing = judged('failed', { finish: { seeds: 20 } }, {}, (request) =>
      request.keepWeights && ++seeds === 1 ? { request, failure: 'x' } : fakeReply(request),
    );
    await expect(failing).rejects.toThrow(Retryable);
    await expect(failing).rejects.toThrow('a training of the champion failed');
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
          part: { units, activation: only('relu') },
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
      /found a search that found nothing new to train after \d+ examples; allowed: one that uses 116352,/,
    );
  });
});
