// The end of a run: the champion's trainings are scored on the test split, once, and it is recorded.

import type {
  ChampionRecord,
  LedgerEvent,
  PairedCounts,
  RunFinished,
  TestedTrainings,
  TestUnsealed,
} from '../contracts/ledger-events.ts';
import { LEDGER_FORMAT } from '../contracts/ledger-format.ts';
import type { Dataset, LabelledImages } from '../data/dataset.ts';
import { permitTest, type SealedTest } from '../data/sealed-test.ts';
import { canonicalGenome } from '../genome/identity.ts';
import { Corrupt } from '../kernel/errors.ts';
import { greatest } from '../kernel/long-lists.ts';
import { type BlobStore, hasBlob } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import { championOf } from '../search/campaign.ts';
import type { Champion } from '../search/finish.ts';
import type { Trainer } from '../training/trainer.ts';
import type { Champions } from './recorded-test.ts';
import { hashWithEnd, type RunState } from './run-state.ts';
import { worstMisclassified } from './worst-misclassified.ts';

export interface FinishTools {
  readonly data: Dataset;
  readonly sealedTest: SealedTest;
  readonly trainer: Trainer;
  readonly blobs: BlobStore;
  readonly clock: Pick<Clock, 'now'>;
  /** Appends an event to the ledger and carries it into the state. */
  readonly record: (event: LedgerEvent) => Promise<void>;
}

/**
 * Records the end of a run whose campaign is done. After a crash it goes on with the trainings that
 * `test-unsealed` named: the test split never judges any others.
 */
export async function finishRun(state: RunState, tools: FinishTools): Promise<void> {
  if (state.finished !== null) return;
  const champion = championOf(state.campaign);
  const tested =
    champion === null
      ? { champions: { champion, ...ofBaseline(state, null) } }
      : await testChampions(champion, state, tools);
  const { champions, ...looks } = tested;
  await tools.record({ ...runEnd(state, champions, tools.clock.now()), ...looks });
}

/**
 * Stores again what a finished run keeps of its test, where it is missing or damaged: what the trainings that
 * `test-unsealed` named predict. Nothing is decided by it, for the run has ended.
 * @returns whether something was missing
 */
export async function restoreTestBlobs(
  state: RunState,
  tools: Pick<FinishTools, 'data' | 'sealedTest' | 'trainer' | 'blobs'>,
): Promise<boolean> {
  const { champion, baseline, misclassified } = state.finished ?? {};
  const kept = [champion?.predictions, baseline?.predictions, misclassified].flatMap(
    (name) => name ?? [],
  );
  const areThere = await Promise.all(kept.map((name) => hasBlob(tools.blobs, name)));
  if (areThere.every(Boolean)) return false;
  const { test } = await tools.sealedTest.open(await permitTest(async () => undefined));
  const beside = championOf(state.campaign, 'baseline');
  if (beside !== null) await testChampion(beside, test, state, tools);
  const tested = championOf(state.campaign);
  if (tested !== null)
    await keepMisclassified(test, await testChampion(tested, test, state, tools), tools);
  return true;
}

/** @returns the name of the blob */
function keepMisclassified(
  test: LabelledImages,
  { probabilities, predicted }: Tested,
  { blobs }: Pick<FinishTools, 'blobs'>,
): Promise<string> {
  const looked = worstMisclassified(test, probabilities, predicted);
  return blobs.put(new TextEncoder().encode(JSON.stringify(looked)));
}

/** The last event of a run. */
export function runEnd(state: RunState, champions: Champions, at: string): RunFinished {
  const ledgerHash = hashWithEnd(state, champions);
  return {
    v: LEDGER_FORMAT,
    id: 'run-finished',
    at,
    type: 'run-finished',
    ...champions,
    ledgerHash,
  };
}

/** One opening for both arms. Without a champion of the run there is nothing to compare with. */
async function testChampions(
  champion: Champion,
  state: RunState,
  tools: FinishTools,
): Promise<{ readonly champions: Champions; readonly misclassified: string }> {
  const beside = championOf(state.campaign, 'baseline');
  const opening: TestUnsealed = {
    v: LEDGER_FORMAT,
    id: 'test-unsealed',
    at: tools.clock.now(),
    type: 'test-unsealed',
    ...trainingsOf(champion),
    ...(beside === null ? {} : { baseline: trainingsOf(beside) }),
  };
  const permit = await permitTest(async () => {
    if (state.testUnsealed === null) await tools.record(opening);
  });
  const { test } = await tools.sealedTest.open(permit);
  const tested = await testChampion(champion, test, state, tools);
  const misclassified = await keepMisclassified(test, tested, tools);
  const { record } = tested;
  if (beside === null)
    return { champions: { champion: record, ...ofBaseline(state, null) }, misclassified };
  const ofOther = await testChampion(beside, test, state, tools);
  const paired = pairedCounts(test.labels, tested.predicted, ofOther.predicted);
  return {
    champions: { champion: record, ...ofBaseline(state, ofOther.record), paired },
    misclassified,
  };
}

function ofBaseline(state: RunState, baseline: ChampionRecord | null): Partial<Champions> {
  return state.campaign.baseline === null ? {} : { baseline };
}

function trainingsOf({ genomeHash, evaluationKeys }: Champion): TestedTrainings {
  return { genomeHash, evaluationKeys };
}

interface Tested {
  readonly record: ChampionRecord;
  /** Of the shipped training, shape [count, classes]. */
  readonly probabilities: Float32Array;
  /** Of the shipped training, shape [count]. */
  readonly predicted: Uint8Array;
}

async function testChampion(
  champion: Champion,
  test: LabelledImages,
  state: RunState,
  tools: Pick<FinishTools, 'data' | 'trainer' | 'blobs'>,
): Promise<Tested> {
  const genome = canonicalGenome(champion.genome);
  const { classes } = tools.data;
  const testScores = [];
  let shipped: Omit<Tested, 'record'> | undefined;
  for (const evaluationKey of champion.evaluationKeys) {
    const weights = state.results.get(evaluationKey)?.weights;
    if (weights === undefined) throw new Corrupt(`the weights of ${evaluationKey} were not stored`);
    const checkpoint = await tools.blobs.get(weights);
    const probabilities = await tools.trainer.predict(genome, checkpoint, test.images, tools.data);
    const predicted = likeliestClasses(probabilities, classes);
    shipped ??= { probabilities, predicted };
    const correct = predicted.filter((label, index) => label === test.labels[index]).length;
    testScores.push({ evaluationKey, correct, total: test.count });
  }
  const [shippedKey] = champion.evaluationKeys;
  if (shippedKey === undefined || shipped === undefined) {
    throw new Corrupt('the champion has no completed training');
  }
  const record: ChampionRecord = {
    genomeHash: champion.genomeHash,
    candidateId: champion.candidateId,
    evaluationKey: shippedKey,
    testScores,
    confusion: confusionMatrix(test.labels, shipped.predicted, classes),
    predictions: await tools.blobs.put(shipped.predicted),
  };
  return { record, ...shipped };
}

function pairedCounts(
  labels: Uint8Array,
  ofChampion: Uint8Array,
  ofBaseline: Uint8Array,
): PairedCounts {
  const counts = { both: 0, championOnly: 0, baselineOnly: 0, neither: 0 };
  for (const [image, label] of labels.entries()) {
    const isRight = ofChampion[image] === label;
    const isOtherRight = ofBaseline[image] === label;
    if (isRight && isOtherRight) counts.both += 1;
    else if (isRight) counts.championOnly += 1;
    else if (isOtherRight) counts.baselineOnly += 1;
    else counts.neither += 1;
  }
  return counts;
}

/** @param probabilities shape [count, classes]; ties go to the lower class */
function likeliestClasses(probabilities: Float32Array, classes: number): Uint8Array {
  return Uint8Array.from({ length: probabilities.length / classes }, (_, image) => {
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    return row.indexOf(greatest(row));
  });
}

function confusionMatrix(labels: Uint8Array, predicted: Uint8Array, classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [image, label] of labels.entries()) {
    const row = matrix[label];
    const column = predicted[image];
    if (row !== undefined && column !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  return matrix;
}
