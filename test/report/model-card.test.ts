// What a model card says of validation: which readings its mean is of, and whether they chose the network.
import { describe, expect, it } from 'vitest';
import type { RunFinished } from '../../shared/contracts/ledger-events.ts';
import { builtInManifest } from '../../shared/data/manifests/built-in-manifest.ts';
import { modelCard } from '../../shared/report/model-card.ts';
import { percent } from '../../shared/report/percent.ts';
import { spreadOf } from '../../shared/report/spread.ts';
import { objectiveScore } from '../../shared/search/archive.ts';
import { championOf } from '../../shared/search/campaign.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { freshRun } from '../steps/fake-run.ts';

const SMALL = { strategy: { name: 'tournament', population: 8, generations: 2 } };

describe('the model card', () => {
  const accuracies = (state: RunState, keys: readonly string[]) =>
    keys.map((key) => objectiveScore(state.results.get(key)?.objectives, 'accuracy')!);
  const inWords = (values: readonly number[]) => {
    const { mean, deviation } = spreadOf(values);
    return `Validation accuracy ${percent(mean)} ± ${percent(deviation)}, mean over ${values.length} trainings`;
  };

  it('leaves out of the champion’s validation mean the reading that chose it', async () => {
    const { state } = await freshRun(SMALL);
    const { evaluationKeys, genomeHash, candidateId } = championOf(state.campaign)!;
    const planned = state.batches.flatMap((batch) => batch.planned.evaluations);
    const shipped = planned.find((one) => one.evaluationKey === evaluationKeys[0])!;
    const onBudget = planned.filter(
      (one) => one.genomeHash === genomeHash && one.budget.examples === shipped.budget.examples,
    );
    expect(onBudget.length).toBeGreaterThan(evaluationKeys.length);
    const champion = {
      candidateId,
      genomeHash,
      predictions: '',
      evaluationKey: shipped.evaluationKey,
      testScores: [],
      confusion: [],
    };
    const finished = { champion, ledgerHash: state.ledgerHash } as Partial<RunFinished>;
    const card = modelCard({ ...state, finished } as RunState, shipped, builtInManifest('mnist')!);
    expect(card).toContain(inWords(accuracies(state, evaluationKeys)));
    expect(card).toContain('with fresh seeds, after it was chosen');
  });

  it('says of another candidate that it was ranked by its readings, on one schedule each', async () => {
    const { state } = await freshRun({
      ...SMALL,
      budget: { examples: 6400 },
      finish: {
        ...{ rerank: 3, rerankReplicates: 2, rerankEpochs: 1, retrain: 2, epochs: 2, seeds: 2 },
      },
    });
    const planned = state.batches.flatMap((batch) => batch.planned.evaluations);
    const { genomeHash } = championOf(state.campaign)!;
    const ofGenome = planned.filter((one) => one.genomeHash === genomeHash);
    const reranked = ofGenome.filter(
      ({ budget }) => budget.schedule === 'linear' && budget.examples === 6400,
    );
    expect(reranked).toHaveLength(2);
    const card = modelCard(state, reranked[0]!, builtInManifest('mnist')!);
    const keys = reranked.map(({ evaluationKey }) => evaluationKey);
    expect(card).toContain(inWords(accuracies(state, keys)));
    expect(card).toContain('readings that it was ranked by among them');
  });
});
