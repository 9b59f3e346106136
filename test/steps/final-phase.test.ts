import { describe, expect, it } from 'vitest';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { RunConfig } from '../../shared/contracts/run-config.ts';
import { championOf } from '../../shared/search/campaign.ts';
import { finalPhaseReserve } from '../../shared/search/final-stages.ts';
import { fakeReply, freshRun, shuffledPool, started } from './fake-run.ts';

const SMALL = { strategy: { name: 'tournament', population: 8, generations: 3 } };

describe('the finish', () => {
  it('re-ranks by fresh replicates and retrains each finalist with two seeds', async () => {
    const { state } = await freshRun(SMALL);
    const [rerank, retrain] = state.batches.slice(-2);
    expect(rerank!.planned).toMatchObject({ phase: 'final', label: 're-ranking' });
    expect(rerank!.planned.evaluations).toHaveLength(16);
    const searched = state.batches.slice(0, -2).flatMap((batch) => batch.planned.evaluations);
    const seen = new Set(searched.map((planned) => planned.evaluationKey));
    for (const planned of rerank!.planned.evaluations) {
      expect(seen.has(planned.evaluationKey)).toBe(false);
    }
    expect(retrain!.planned).toMatchObject({ phase: 'final', label: 'retraining' });
    const retrained = retrain!.planned.evaluations;
    expect(retrained).toHaveLength(6);
    expect(new Set(retrained.map(({ genomeHash }) => genomeHash)).size).toBe(3);
    expect(retrained.every(({ keepWeights }) => keepWeights === true)).toBe(true);
    expect(retrained[0]!.budget).toEqual({ examples: 32_000, schedule: 'linear' });
    const scores = championOf(state.campaign)!.evaluationKeys.map((key) => {
      const value = state.results.get(key)!.objectives!.accuracy as { correct: number };
      return value.correct;
    });
    expect(scores).toHaveLength(2);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  /** A run whose retrainings score so many of 5,000, by finalist and seed; null diverges. */
  async function retrained(scores: readonly (readonly (number | null)[])[], finalPhase = {}) {
    const genomes: string[] = [];
    const trainings = new Map<string, number>();
    const reply = (request: EvaluationRequest) => {
      const answer = fakeReply(request);
      if (!('result' in answer) || request.budget.examples !== 32_000) return answer;
      const { genomeHash } = request;
      if (!genomes.includes(genomeHash)) genomes.push(genomeHash);
      const seed = trainings.get(genomeHash) ?? 0;
      trainings.set(genomeHash, seed + 1);
      const correct = scores[genomes.indexOf(genomeHash)]?.[seed] ?? null;
      const outcome =
        correct === null
          ? { status: 'diverged' as const, objectives: null }
          : { status: 'completed' as const, objectives: { accuracy: { correct, total: 5000 } } };
      return { request, result: { ...answer.result, ...outcome } };
    };
    const { state } = await freshRun({ ...SMALL, finalPhase }, shuffledPool(1, 0, reply));
    const champion = championOf(state.campaign);
    const exported = champion && state.results.get(champion.evaluationKeys[0]!);
    return {
      place: champion === null ? -1 : genomes.indexOf(champion.genomeHash),
      exported: (exported?.objectives?.accuracy as { correct: number } | undefined)?.correct,
      state,
    };
  }

  it('chooses by the mean of both retrainings, so that one lucky retraining wins nothing', async () => {
    // The first has the best single retraining, and collapses in its other one.
    const collapsing = [
      [4990, 1300],
      [4800, 4850],
      [4700, 4750],
    ];
    expect(await retrained(collapsing)).toMatchObject({ place: 1, exported: 4850 });
    // A collapsed training counts as what it scored: it may still leave the best mean.
    const allCollapse = [
      [4900, 1300],
      [2000, 4000],
      [4990, 1000],
    ];
    expect(await retrained(allCollapse)).toMatchObject({ place: 0, exported: 4900 });
  });

  it('takes a finalist with a diverged retraining only where each has one', async () => {
    const one = [
      [4990, null],
      [3000, 3100],
      [2000, 2100],
    ];
    expect(await retrained(one)).toMatchObject({ place: 1, exported: 3100 });
    const each = [
      [3000, null],
      [null, 4900],
      [null, null],
    ];
    expect(await retrained(each)).toMatchObject({ place: 1, exported: 4900 });
    const none = [
      [null, null],
      [null, null],
      [null, null],
    ];
    expect(await retrained(none)).toMatchObject({ place: -1 });
  });

  it('costs the examples of three retrainings and three seeds, as the article’s does', () => {
    const [{ data }, own] = [started(SMALL), started(SMALL).config];
    const article = started({ preset: 'article', ...SMALL }).config;
    expect(own.finalPhase).toMatchObject({ retrain: 3, retrainReplicates: 2, seeds: 0 });
    expect(article.finalPhase).toMatchObject({ retrain: 3, retrainReplicates: 1, seeds: 3 });
    const retraining = (config: RunConfig) =>
      finalPhaseReserve(
        { ...config, finalPhase: { ...config.finalPhase!, rerankReplicates: 0 } },
        data.trainCount,
      );
    expect(retraining(own)).toEqual(retraining(article));
    expect(retraining(own)).toEqual({ evaluations: 6, examples: 6 * 32_000 });
  });

  it('of the article retrains once, and exports the best of three seeds trained after it chose', async () => {
    const { state } = await freshRun({ preset: 'article', ...SMALL });
    const [rerank, retrain, seeds] = state.batches.slice(-3).map(({ planned }) => planned);
    expect([rerank, retrain, seeds].map((planned) => planned!.label)).toEqual([
      're-ranking',
      'retraining',
      'champion seeds',
    ]);
    expect(rerank!.evaluations).toHaveLength(32);
    expect(retrain!.evaluations).toHaveLength(3);
    expect(retrain!.evaluations.some(({ keepWeights }) => keepWeights)).toBe(false);
    expect(seeds!.evaluations.map(({ keepWeights }) => keepWeights)).toEqual([true, true, true]);
  });
});
