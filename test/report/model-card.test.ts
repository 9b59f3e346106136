// The model card: its sections, the trainings of the validation mean and how they were selected, and how
// many collapsed.
import { describe, expect, it } from 'vitest';
import type { RunFinished } from '../../shared/contracts/ledger-events.ts';
import type { Shape } from '../../shared/contracts/task.ts';
import { builtInManifest } from '../../shared/data/manifests/built-in-manifest.ts';
import { modelCard } from '../../shared/report/card/model-card.ts';
import { percent } from '../../shared/report/percent.ts';
import { spreadOf } from '../../shared/report/spread.ts';
import { objectiveScore } from '../../shared/search/archive.ts';
import { championOf } from '../../shared/search/campaign.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import {
  ENGINE,
  fakeReply,
  freshRun,
  OWN_ENGINE,
  shuffledPool,
  unreported,
} from '../steps/fake-run.ts';

const MNIST = builtInManifest('mnist')!;
const SMALL = { strategy: { name: 'tournament', population: 8, generations: 2 } };

describe('the model card', () => {
  const accuracies = (state: RunState, keys: readonly string[]) =>
    keys.map((key) => objectiveScore(state.results.get(key)?.objectives, 'accuracy')!);
  const inWords = (values: readonly number[]) => {
    const { mean, deviation } = spreadOf(values);
    return `Validation accuracy ${percent(mean)} ± ${percent(deviation)} (SD), mean over ${values.length} trainings`;
  };

  function championCard(state: RunState, manifest = MNIST): string {
    const { evaluationKeys, genomeHash, candidateId } = championOf(state.campaign)!;
    const planned = state.batches.flatMap((batch) => batch.planned.evaluations);
    const exported = planned.find((one) => one.evaluationKey === evaluationKeys[0])!;
    const champion = {
      candidateId,
      genomeHash,
      predictions: '',
      evaluationKey: exported.evaluationKey,
      testScores: [],
      confusion: [],
    };
    const finished = { champion, ledgerHash: state.ledgerHash } as Partial<RunFinished>;
    return modelCard({ ...state, finished } as RunState, exported, manifest);
  }

  it('labels the scores that chose the champion as selected', async () => {
    const { state } = await freshRun(SMALL);
    const { evaluationKeys } = championOf(state.campaign)!;
    expect(evaluationKeys).toHaveLength(2);
    const card = championCard(state);
    expect(card).toContain(inWords(accuracies(state, evaluationKeys)));
    expect(card).toContain('biased upwards by selection: this mean chose the champion');
  });

  it('leaves out of the article’s validation mean the retraining that chose the champion', async () => {
    const { state } = await freshRun({ preset: 'article', ...SMALL });
    const { evaluationKeys } = championOf(state.campaign)!;
    expect(evaluationKeys).toHaveLength(3);
    const card = championCard(state);
    expect(card).toContain(inWords(accuracies(state, evaluationKeys)));
    expect(card).toContain('trained after the champion was chosen');
  });

  it('states how many trainings of the champion collapsed', async () => {
    const { state } = await freshRun(SMALL);
    const { evaluationKeys, genomeHash } = championOf(state.campaign)!;
    const ofGenome = new Set(
      state.batches
        .flatMap(({ planned }) => planned.evaluations)
        .filter((one) => one.genomeHash === genomeHash)
        .map(({ evaluationKey }) => evaluationKey),
    );
    for (const key of ofGenome) score(state, key, 4850);
    expect(championCard(state)).toContain(
      `Collapsed trainings of this genome: 0 of ${ofGenome.size} `,
    );
    // As far from 97 % as from guessing one of ten classes would be 53.5 %.
    score(state, evaluationKeys[1]!, 2700);
    expect(championCard(state)).toContain(`genome: 0 of ${ofGenome.size} `);
    score(state, evaluationKeys[1]!, 1338);
    expect(championCard(state)).toContain(`genome: 1 of ${ofGenome.size} `);
    score(state, evaluationKeys[1]!, null);
    expect(championCard(state)).toContain(`genome: 1 of ${ofGenome.size} `);
  });

  it('has the sections of the usual model cards, in their order', async () => {
    const { state } = await freshRun(SMALL);
    const titles = Array.from(championCard(state).matchAll(/^## (.+)$/gm), ([, title]) => title);
    expect(titles).toEqual([
      ...['Model details', 'Intended use', 'Data', 'Training', 'Evaluation', 'Limitations'],
      'How to load it',
    ]);
  });

  it.each([
    [{ height: 28, width: 28, channels: 1 }, 'an image of 28 × 28 pixels'],
    [{ height: 28, width: 32, channels: 3 }, 'an image of 28 × 32 pixels with 3 channels'],
    [{ features: 64 }, 'a row of 64 features'],
  ])('states what one example is: %o', async (shape, words) => {
    const { state } = await freshRun(SMALL);
    const card = championCard(state, { ...MNIST, shape });
    expect(card).toContain(`- Input: ${words}, prepared like the examples of `);
    expect(card).toContain(`- Example: ${words}; classes: 0, 1, 2`);
  });

  it('speaks of examples and values where the data are features, of images and pixels where they are images', async () => {
    const { state } = await freshRun(SMALL);
    const withShape = (shape: Shape) => {
      const started = { ...state.started, data: { ...state.started.data, shape } };
      // The input of model.onnx has this name for every shape.
      return championCard({ ...state, started }, { ...MNIST, shape }).replaceAll('"images":', '');
    };
    const ofFeatures = withShape({ features: 64 });
    expect(ofFeatures.replace('{ images: input }', '')).not.toMatch(/image|pixel/i);
    for (const words of [
      ...['Training split: 6,400 examples', 'Validation split: 5,000 examples; used'],
      ...['operations per example', 'Input: raw values, one byte per value.'],
      ...[
        'examples = np.zeros((1, 64), dtype=np.uint8)  # one row per example, one byte per value',
      ],
    ]) {
      expect(ofFeatures).toContain(words);
    }
    const ofImages = withShape({ height: 4, width: 4, channels: 3 });
    expect(ofImages).not.toMatch(/\d examples; used|per example,|features/);
    expect(ofImages).toContain('operations per image');
    expect(ofImages).toContain(
      'images = np.zeros((1, 48), dtype=np.uint8)  # one row per image, one byte per value, channels last',
    );
  });

  it('states the size of each split', async () => {
    const { state } = await freshRun(SMALL);
    const { evaluationKeys } = championOf(state.campaign)!;
    const [evaluationKey = ''] = evaluationKeys;
    const exported = state.batches
      .flatMap((batch) => batch.planned.evaluations)
      .find((one) => one.evaluationKey === evaluationKey)!;
    const cardOf = (changes: object) =>
      modelCard({ ...state, ...changes } as RunState, exported, MNIST);
    const testScores = [{ evaluationKey, correct: 9500, total: 10_000 }];
    const champion = { candidateId: 'g0-1', evaluationKey, testScores, confusion: [] };
    const tested = cardOf({ finished: { champion } });
    expect(tested).toContain('- Training split: 6,400 images\n');
    expect(tested).toContain('- Validation split: 5,000 images; used for scores and selection');
    expect(tested).toContain('- Test split: 10,000 images; sealed until the champion was chosen');
    expect(tested).toContain(
      '- Test accuracy 95.00 % of 10,000 images, exported network (95 % confidence interval 94.56 %',
    );
    const untested = cardOf({ finished: { champion: null }, testUnsealed: null });
    expect(untested).toContain('- Test split: sealed; this run has not evaluated it');
    expect(untested).not.toContain('evaluated once');
  });

  it('states of another candidate that the search ranked it by these scores, on one schedule each', async () => {
    const { state } = await freshRun({
      ...SMALL,
      budget: { examples: 6400 },
      finalPhase: {
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
    const card = modelCard(state, reranked[0]!, MNIST);
    const keys = reranked.map(({ evaluationKey }) => evaluationKey);
    expect(card).toContain(inWords(accuracies(state, keys)));
    expect(card).toContain(
      'biased upwards by selection: the search ranked the genome by these scores',
    );
  });
});

describe('the model card of a run with a trainer module', () => {
  /** Of the champion's first training, with what its trainer reported. */
  async function cardOf(reply: typeof unreported, engine = OWN_ENGINE): Promise<string> {
    const { state } = await freshRun(SMALL, shuffledPool(2, 0, reply), engine);
    const { evaluationKeys, candidateId, genomeHash } = championOf(state.campaign)!;
    const evaluationKey = evaluationKeys[0]!;
    const exported = state.batches
      .flatMap((batch) => batch.planned.evaluations)
      .find((one) => one.evaluationKey === evaluationKey)!;
    const scores = { predictions: '', testScores: [], confusion: [] };
    const champion = { candidateId, genomeHash, evaluationKey, ...scores };
    const finished = { champion, ledgerHash: state.ledgerHash } as Partial<RunFinished>;
    return modelCard({ ...state, finished } as RunState, exported, MNIST);
  }
  const NOT_KNOWN =
    /\d parameters|floating-point operations|float32|learning rate (constant|linear|that falls)/;

  it('states no size, operations or schedule that nobody reported', async () => {
    expect(await cardOf(unreported)).not.toMatch(NOT_KNOWN);
  });

  it('states what its trainer reports, of the training that is exported', async () => {
    const card = await cardOf((request) => {
      const reply = unreported(request);
      if (!('result' in reply)) return reply;
      const { examples } = request.budget;
      return { request, result: { ...reply.result, parameters: examples, trainFlops: 1000 } };
    });
    expect(card).toContain('- Size: 32,000 parameters, as the trainer module reports');
    expect(card).toMatch(
      /\d trainings on [\d,]+ examples, \d\.\d\de\+\d floating-point operations/,
    );
    expect(card).not.toMatch(
      /float32|operations per image|learning rate (constant|linear|that falls)/,
    );
  });

  it('states no sum of operations where some trainings reported none', async () => {
    const card = await cardOf((request) => {
      const reply = unreported(request);
      if (!('result' in reply) || request.budget.schedule === 'linear') return reply;
      return { request, result: { ...reply.result, trainFlops: 1000 } };
    });
    expect(card).not.toMatch(NOT_KNOWN);
  });

  it('with a built-in engine states all of them', async () => {
    const card = await cardOf(fakeReply, ENGINE);
    expect(card.match(new RegExp(NOT_KNOWN, 'g'))?.length).toBeGreaterThan(4);
  });
});

/** Gives a training another score, of 5,000 images; null: it diverged. */
function score({ results }: RunState, key: string, correct: number | null): void {
  const outcome =
    correct === null
      ? { status: 'diverged' as const, objectives: null }
      : { status: 'completed' as const, objectives: { accuracy: { correct, total: 5000 } } };
  results.set(key, { ...results.get(key)!, ...outcome });
}
