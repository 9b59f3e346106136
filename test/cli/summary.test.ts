// The summary of a run: at most ten lines, each with a label in one column, whatever the run came to.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { summary } from '../../cli/summary.ts';
import type { Engine, EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { ChampionRecord } from '../../shared/contracts/ledger-events.ts';
import { genomeInWords } from '../../shared/report/genome-in-words.ts';
import { championOf } from '../../shared/search/campaign.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { fakeReply, freshRun, shuffledPool } from '../steps/fake-run.ts';

const TOURNAMENT = { name: 'tournament', population: 6, generations: 3 };
const FINISH = { rerank: 3, rerankReplicates: 2, retrain: 1, retrainReplicates: 2 };
const ONNX: Engine = { name: 'onnx', version: '1', backend: 'cpu', semantics: 1 };
const WHOLE = { strategy: TOURNAMENT, finalPhase: FINISH };

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'evolambda-summary-'));
  for (const name of ['config.json', 'report.html']) writeFileSync(join(directory, name), '{}');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const diverging = (request: EvaluationRequest) => {
  const reply = fakeReply(request);
  if (!('result' in reply)) return reply;
  return { request, result: { ...reply.result, status: 'diverged' as const, objectives: null } };
};

async function run(config: Record<string, unknown>, reply = fakeReply): Promise<RunState> {
  return (await freshRun(config, shuffledPool(2, 0, reply), ONNX)).state;
}

/** With test scores of the champions, as the final phase leaves them. */
function tested(state: RunState): RunState {
  const recordOf = (arm: 'main' | 'baseline'): ChampionRecord => {
    const { candidateId, genomeHash, evaluationKeys } = championOf(state.campaign, arm)!;
    const testScores = evaluationKeys.map((evaluationKey, n) => {
      return { evaluationKey, correct: 9600 - 10 * n, total: 10_000 };
    });
    const [evaluationKey = ''] = evaluationKeys;
    return { candidateId, genomeHash, evaluationKey, testScores, confusion: [], predictions: '' };
  };
  const paired = { both: 9500, championOnly: 100, baselineOnly: 90, neither: 310 };
  const ofBaseline = state.campaign.baseline ? { baseline: recordOf('baseline'), paired } : {};
  const { ledgerHash } = state;
  return { ...state, finished: { champion: recordOf('main'), ...ofBaseline, ledgerHash } };
}

const ended = (state: RunState): RunState => {
  return { ...state, finished: { champion: null, ledgerHash: state.ledgerHash } };
};

const generated = (state: RunState): RunState => {
  const { started } = state;
  return { ...state, started: { ...started, data: { ...started.data, generated: true } } };
};

const labelsOf = (lines: readonly string[]) =>
  lines.map((line) => line.slice(0, 16).trim()).filter((label) => label !== '');

describe('the summary', () => {
  const END = ['Trainings', 'Time', 'Ledger hash', 'Results', 'Next'];
  const NONE = ['Champion', 'Best candidate', 'Search score'];
  const TESTED = ['Champion', 'Test accuracy', 'Size'];
  it.each<[string, () => Promise<RunState>, string[]]>([
    ['a champion', async () => tested(await run(WHOLE)), [...TESTED, ...END]],
    [
      'a champion, a baseline and generated digits',
      async () => generated(tested(await run({ ...WHOLE, baseline: true }))),
      ['WARNING: these a', ...TESTED, 'Baseline', ...END],
    ],
    [
      'a run without a final phase, stopped by a cap',
      async () => ended(await run({ strategy: TOURNAMENT, finalPhase: null, maxEvaluations: 8 })),
      [...NONE, ...END],
    ],
    [
      'a baseline without a final phase, on generated digits',
      async () =>
        generated(ended(await run({ strategy: TOURNAMENT, finalPhase: null, baseline: true }))),
      ['WARNING: these a', ...NONE, 'Baseline', ...END],
    ],
    [
      'a run that has not ended',
      async () => run({ strategy: TOURNAMENT, finalPhase: null }),
      [...NONE, ...END],
    ],
    [
      'a search in which nothing completed',
      async () => ended(await run({ ...WHOLE, baseline: true }, diverging)),
      ['Champion', 'Baseline', ...END],
    ],
  ])('of %s has at most ten lines', async (_, stateOf, labels) => {
    const [first, ...lines] = summary(await stateOf(), directory, { seconds: 53.9 });
    expect(first).toBe('');
    expect(labelsOf(lines)).toEqual(labels);
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines.join('\n')).not.toMatch(/[{}]/);
  });

  it('prints test accuracy, size, trainings and time with their units', async () => {
    const state = tested(await run({ ...WHOLE, baseline: true }));
    const text = summary(state, directory, { seconds: 53.94 }).join('\n');
    expect(text).toMatch(
      /^Champion {8}g\d-\d: (dense \d+ \w+|no hidden layer).*; \w+, learning rate /m,
    );
    expect(text).toContain(
      'Test accuracy   96.00 % of 10,000 images, exported network (95 % confidence interval 95.60 % to 96.37 %); all 2 trainings of the genome 95.95 % ± 0.07 % (mean ± SD)',
    );
    expect(text).toMatch(
      /^Size +[\d,]+ parameters, [\d,]+ bytes as float32, [\d,]+ FLOPs per image$/m,
    );
    expect(text).toMatch(
      /^Baseline +random search: test accuracy 96\.00 %; champion − baseline \+0\.10 points \(95 % CI −0\.17 to \+0\.37\); this compares two networks, not two strategies$/m,
    );
    expect(text).toMatch(
      /^Trainings +\d+ on [\d,]+ examples \(baseline and final phase included\)$/m,
    );
    expect(text).toMatch(
      /^Time +53\.9 s for this command; 0\.0 s of training and scoring on all workers$/m,
    );
    expect(text).toContain(`${directory} (page: report.html)`);
  });

  it('names the next command of each case', async () => {
    const next = (state: RunState) =>
      summary(state, directory).flatMap((line) => / -- evolambda (.*)$/.exec(line)?.[1] ?? []);
    const whole = await run(WHOLE);
    expect(next(tested(whole))).toEqual([
      `champion show ${directory}`,
      expect.stringMatching(/^run --config .* --baseline$/),
    ]);
    expect(next(whole)).toEqual([`resume ${directory}`]);
    const none = await run({ strategy: TOURNAMENT, finalPhase: null });
    expect(next(ended(none))[0]).toMatch(/^champion export .* --candidate g\d-\d$/);
  });
});

describe('a genome in words', () => {
  it.each([
    [
      {
        ...{ format: 1, kind: 'mlp' },
        layers: [
          { id: 'a', units: 732, activation: 'tanh', dropout: 0.13041334 },
          { id: 'b', units: 64, activation: 'relu', dropout: 0 },
        ],
        optimizer: { kind: 'rmsprop', learningRate: 0.00075456, weightDecay: 0.00000007373 },
      },
      // The rate that is trained: 33/256.
      'dense 732 tanh, dropout 0.129 → dense 64 relu; rmsprop, learning rate 0.000755, weight decay 0.0000000737',
    ],
    [
      {
        ...{ format: 1, kind: 'mlp' },
        layers: [],
        optimizer: { kind: 'adam', learningRate: 0.001, weightDecay: 0 },
      },
      'no hidden layer; adam, learning rate 0.001',
    ],
    [{ format: 1, kind: 'custom', x: 0.123456, method: 'a' }, 'x 0.1235, method a'],
    [
      { format: 1, kind: 'custom', ...Object.fromEntries([...'abcdefghij'].map((g) => [g, 1])) },
      'a 1, b 1, c 1, d 1, e 1, f 1, g 1, h 1, 2 further genes',
    ],
  ] as const)('%#', (genome, words) => {
    const task = { shape: { height: 28, width: 28, channels: 1 }, classes: 10 };
    expect(genomeInWords(genome as never, task)).toBe(words);
  });
});
