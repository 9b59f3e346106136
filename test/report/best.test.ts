// One definition of "best", the best mean over replicates, at every door: docs/decisions/best.md.
import { describe, expect, it } from 'vitest';
import { bestIn } from '../../cli/library/best.ts';
import { progress } from '../../cli/progress.ts';
import { summary } from '../../cli/summary.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent, RunStarted } from '../../shared/contracts/ledger-events.ts';
import { grouped } from '../../shared/kernel/counted.ts';
import { randomStream } from '../../shared/kernel/random.ts';
import { lineageOf } from '../../shared/report/analysis/lineage.ts';
import { fallOfBest } from '../../shared/report/best-in-words.ts';
import { comparedRun } from '../../shared/report/comparison-page.ts';
import {
  leadInWords,
  leadingCandidate,
} from '../../shared/report/page/panels/leading-candidate.ts';
import { parallelData } from '../../shared/report/page/panels/parallel-data.ts';
import { runView } from '../../shared/report/page/run-view.ts';
import { printedFitness } from '../../shared/report/printed-objective.ts';
import { type PageExtras, runPage } from '../../shared/report/run-page.ts';
import { bestSingleScore } from '../../shared/search/archive.ts';
import { bestOf } from '../../shared/search/campaign.ts';
import { strategies } from '../../shared/search/registry.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import { apply, fold, type RunState, startOf } from '../../shared/steps/run-state.ts';
import { fakeReply, freshRun, shuffledPool } from '../steps/fake-run.ts';

const EXTRAS: PageExtras = {
  ...{ dataName: 'fake', classes: [], baselineCommand: null, money: null },
  ...{ usdOf: () => null, misclassified: null, missing: [], model: null },
};

/** Scores that a further replicate moves by more than genomes differ. */
function noisy(request: EvaluationRequest) {
  const reply = fakeReply(request);
  if (!('result' in reply) || reply.result.objectives === null) return reply;
  const quality = randomStream(['q', request.genomeHash]).integer(2400, 2600);
  const noise = randomStream(['n', request.evaluationSeed]).integer(-2000, 2000);
  const correct = quality + noise;
  const objectives = { accuracy: { correct, total: 5000 }, loss: 5 - correct / 1000 };
  return { request, result: { ...reply.result, objectives } };
}

const LOSS = [{ name: 'loss', direction: 'minimize' }];
const TOURNAMENT = { name: 'tournament', population: 6, generations: 5 };
const HALVING = { name: 'halving', population: 9, generations: 5 };
const FINAL_PHASE = { rerank: 3, rerankReplicates: 2, retrain: 1, retrainReplicates: 1 };

const noisyRun = (config: Record<string, unknown>) =>
  freshRun(config, shuffledPool(2, 0, noisy), {
    name: 'onnx',
    version: '1',
    backend: 'cpu',
    semantics: 1,
  });

/** The lines of a run as they were printed. */
function logOf(events: readonly LedgerEvent[]): string[] {
  const [first, ...rest] = events;
  const state = startOf(first as RunStarted, strategies);
  const said: string[] = [];
  const none = () => undefined;
  const terminal = { say: (line: string) => said.push(line), status: none, result: none };
  const follow = progress(state, { ...terminal, debug: none, warn: none }, { workers: 2 });
  for (const event of rest) {
    apply(state, event);
    follow(event);
  }
  return said;
}

describe.each([
  ['a tournament', { strategy: TOURNAMENT, finalPhase: null }],
  ['a minimised objective', { strategy: TOURNAMENT, finalPhase: null, objectives: LOSS }],
  ['halving, larger budgets first', { strategy: HALVING, finalPhase: null }],
  [
    'a baseline and a final phase',
    { strategy: TOURNAMENT, finalPhase: FINAL_PHASE, baseline: true },
  ],
])('the best of a search: %s', (_, config) => {
  it('is one candidate and one number at every door', async () => {
    const { state, events } = await noisyRun(config);
    const best = bestOf(state.campaign)!;
    const { name } = printedFitness(state.started);
    const number =
      name === 'accuracy'
        ? `${(100 * best.fitness!).toFixed(2)} %`
        : `${Number(best.fitness!.toPrecision(6))} nats`;
    const single = bestSingleScore(state.campaign.main.archive, printedFitness(state.started));
    expect(single).not.toBe(best.fitness);

    const last = logOf(events).findLast((line) => line.startsWith('generation'))!;
    expect(last).toContain(`best ${number} (${best.candidateId})  best single score `);
    const ended = summary(state, 'here').join('\n');
    expect(ended).toContain(`Best candidate  ${best.candidateId}: `);
    expect(ended).toContain(`Search score    ${name} ${number}, `);
    expect(runResult(state).best).toEqual(best);
    expect(bestIn(state.campaign)).toMatchObject({
      candidateId: best.candidateId,
      fitness: best.fitness,
    });

    const page = runPage(state, events, EXTRAS);
    expect(page.head.best).toMatchObject({ candidateId: best.candidateId, fitness: best.fitness });
    const view = runView(page);
    const lead = leadingCandidate(view, lineageOf(view.byCandidate, view.search))!;
    expect(lead.candidateId).toBe(best.candidateId);
    expect(lead.fitness).toBeCloseTo(best.fitness!, 12);
    const lines = parallelData(view, true).lines;
    if (page.head.hasBaseline === false) expect(lines.at(-1)!.genomeHash).toBe(best.genomeHash);

    const compared = comparedRun('a', state, events, EXTRAS);
    expect(compared.head.best).toEqual(page.head.best);
    expect(compared.curve.at(-1)!.best).toBe(single);
  });
});

it('is named beside the best of a stage in the final phase, and of the baseline by itself', async () => {
  const { state, events } = await noisyRun({
    ...{ strategy: TOURNAMENT, finalPhase: FINAL_PHASE, baseline: true },
  });
  const final = logOf(events).filter((line) => /^re(-rank|train)ing/.test(line));
  expect(final).toHaveLength(2);
  for (const line of final) expect(line).toMatch(/ best of stage \d+\.\d+ % \(re\S+\) {2}mean /);
  const page = runPage(state, events, EXTRAS);
  expect(page.head.baselineBest!.candidateId).toBe(bestOf(state.campaign, 'baseline')!.candidateId);
  expect(page.head.baselineBest!.candidateId).toMatch(/^baseline-/);
});

it('is nobody where nothing completed, and says so', async () => {
  const failing = (request: EvaluationRequest) => {
    const reply = fakeReply(request);
    if (!('result' in reply)) return reply;
    return { request, result: { ...reply.result, status: 'diverged' as const, objectives: null } };
  };
  const { state, events } = await freshRun(
    { strategy: TOURNAMENT, finalPhase: null },
    shuffledPool(2, 0, failing),
  );
  expect(logOf(events)[0]).toMatch(/best – {2}best single score – {2}mean – /);
  const view = runView(runPage(state, events, EXTRAS));
  expect(view.page.head.best).toBeNull();
  expect(leadInWords(view)).toBe('the first candidate');
});

describe('a best that falls', () => {
  /** The state after so many closed generations. */
  const after = (events: readonly LedgerEvent[], generations: number): RunState => {
    const at = events.findIndex(
      (event) => event.type === 'generation-closed' && event.generation === generations - 1,
    );
    return fold(events.slice(0, at + 1), strategies);
  };

  it.each([
    ['accuracy', {}],
    ['loss', { objectives: LOSS }],
  ])('is said, with the replicate that moved its mean, of %s', async (_, more) => {
    const { events } = await noisyRun({ strategy: TOURNAMENT, finalPhase: null, ...more });
    const states = [1, 2, 3, 4, 5].map((generations) => after(events, generations));
    const objective = printedFitness(states[0]!.started);
    const sign = objective.direction === 'maximize' ? 1 : -1;
    const bests = states.map(({ campaign }) => bestOf(campaign)!);
    const at = bests.findIndex(
      ({ fitness }, n) => n > 0 && sign * (fitness! - bests[n - 1]!.fitness!) < 0,
    );
    expect(at).toBeGreaterThan(0);
    const [was, is, now] = [bests[at - 1]!, bests[at]!, states[at]!];
    const fall = fallOfBest(was, now.campaign, objective)!;
    expect(fall).toMatch(
      new RegExp(
        `^the best mean score is now \\S+( %| nats)? \\(${is.candidateId}\\); it was \\S+( %| nats)? \\(${was.candidateId}\\)\\. The mean of ${was.candidateId} is now \\S+( %| nats)? over \\d+ evaluations\\.$`,
      ),
    );
    expect(logOf(events).some((line) => line.startsWith('Note: the best mean score is now'))).toBe(
      true,
    );
  });

  it('is not said of one that rose or stayed', async () => {
    const { state } = await noisyRun({ strategy: TOURNAMENT, finalPhase: null });
    const objective = printedFitness(state.started);
    const best = bestOf(state.campaign)!;
    expect(fallOfBest(best, state.campaign, objective)).toBeUndefined();
    expect(fallOfBest({ ...best, fitness: 0 }, state.campaign, objective)).toBeUndefined();
    expect(fallOfBest(undefined, state.campaign, objective)).toBeUndefined();
  });

  it('is said to be that of a larger budget where one came to the top', async () => {
    const { state } = await noisyRun({ strategy: HALVING, finalPhase: null });
    const best = bestOf(state.campaign)!;
    const before = { ...best, fitness: 1, examples: best.examples / 3 };
    expect(fallOfBest(before, state.campaign, printedFitness(state.started))).toContain(
      `A candidate with budget ${grouped(best.examples)} ranks before budget ${grouped(before.examples)}.`,
    );
  });
});
