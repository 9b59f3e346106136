// The largest that the state machines carry is the result of a run: it must not grow with the search,
// for Step Functions ends an execution over an output that is too large.
import { expect, it } from 'vitest';
import type { EvaluationResult } from '../../shared/contracts/evaluation.ts';
import type { ChampionRecord } from '../../shared/contracts/ledger-events.ts';
import type { ArmName } from '../../shared/search/arms.ts';
import { championOf } from '../../shared/search/campaign.ts';
import { strategies } from '../../shared/search/registry.ts';
import { close, missingKeys } from '../../shared/steps/close.ts';
import { plan } from '../../shared/steps/plan.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import { apply, openBatches, type RunState, startOf } from '../../shared/steps/run-state.ts';
import { fakeReply, started } from '../steps/fake-run.ts';

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html input or output, in bytes */
const QUOTA = 262_144;
const TEST_IMAGES = 10_000;
const CLASSES = 10;
const NOW = '2020-01-01T00:00:00Z';

/** A run whose champions were tested, with a baseline beside the search. */
function finishedRun(population: number): RunState {
  const strategy = { name: 'random', population, generations: 1 };
  const state = startOf(started({ strategy, baseline: true }), strategies);
  for (;;) {
    const planned = plan(state, NOW);
    if (typeof planned === 'string') break;
    apply(state, planned);
    const [batch] = openBatches(state);
    for (const key of missingKeys(state, batch!)) state.results.set(key, resultOf(key));
    apply(state, close(state, NOW)!);
  }
  const champion = recordOf(state, 'main');
  const baseline = recordOf(state, 'baseline');
  return { ...state, finished: { champion, baseline, ledgerHash: state.ledgerHash } };
}

function resultOf(evaluationKey: string): EvaluationResult {
  const request = { evaluationKey, genomeHash: evaluationKey, evaluationSeed: evaluationKey };
  const budget = { examples: 6464 };
  const reply = fakeReply({ ...request, budget } as unknown as Parameters<typeof fakeReply>[0]);
  if (!('result' in reply)) throw new Error('no result');
  return reply.result as EvaluationResult;
}

function recordOf(state: RunState, arm: ArmName): ChampionRecord {
  const { genomeHash, candidateId, evaluationKeys } = championOf(state.campaign, arm)!;
  return {
    genomeHash,
    candidateId,
    evaluationKey: evaluationKeys[0]!,
    testScores: evaluationKeys.map((evaluationKey) => ({
      evaluationKey,
      correct: TEST_IMAGES - 1,
      total: TEST_IMAGES,
    })),
    confusion: Array.from({ length: CLASSES }, () => Array(CLASSES).fill(TEST_IMAGES / CLASSES)),
    predictions: 'f'.repeat(64),
  };
}

it.each([8, 1000])('the result of a run of %d candidates is some kilobytes', (population) => {
  const state = finishedRun(population);
  const json = JSON.stringify(runResult(state));
  expect(state.batches[0]!.planned.evaluations.length).toBeGreaterThanOrEqual(population);
  expect(json).toContain('"confusion"');
  expect(json.length).toBeLessThan(QUOTA / 32);
});
