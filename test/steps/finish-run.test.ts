// The end of a run: the test split is opened once, on record, for the champion's trainings alone.
import { describe, expect, it } from 'vitest';
import { record } from '../../cli/embedded/run-loop.ts';
import type { PoolReply } from '../../cli/embedded/training-pool.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type {
  LedgerEvent,
  RunFinished,
  TestUnsealed,
} from '../../shared/contracts/ledger-events.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import type { SealedTest } from '../../shared/data/sealed-test.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import { randomStream } from '../../shared/kernel/random.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';
import { championOf } from '../../shared/search/campaign.ts';
import { strategies } from '../../shared/search/registry.ts';
import { close } from '../../shared/steps/close.ts';
import { finishRun } from '../../shared/steps/finish-run.ts';
import { replay } from '../../shared/steps/replay.ts';
import { fold, type RunState } from '../../shared/steps/run-state.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { fakeReply, memoryStore, runFake, shuffledPool, started } from './fake-run.ts';
import { memoryBlobs } from './memory-blobs.ts';

const SMALL = { strategy: { name: 'tournament', population: 8, generations: 2 } };
const CLASSES = 10;
const TEST_IMAGES = 40;

/** A run up to the opening of the test split, its weights in a blob store. */
async function searched(config: Record<string, unknown> = SMALL) {
  const blobs = memoryBlobs();
  const withWeights = (request: EvaluationRequest): PoolReply => {
    const reply = fakeReply(request);
    if (!('result' in reply) || !request.keepWeights) return reply;
    const bytes = new TextEncoder().encode(request.evaluationKey);
    void blobs.put(bytes);
    return { request, result: { ...reply.result, weights: sha256(bytes) } };
  };
  const store = memoryStore([started(config)]);
  const state = await runFake(store, shuffledPool(2, 0, withWeights));
  return { state, store, blobs };
}

/** Finishes a run over a stub engine that guesses by the checkpoint's bytes. */
async function finish(
  state: RunState,
  store: ReturnType<typeof memoryStore>,
  blobs: BlobStore,
  sealedTest: SealedTest = sealed(),
): Promise<void> {
  await finishRun(state, {
    data: { classes: CLASSES, shape: { features: 1 }, mean: 0, deviation: 1 } as Dataset,
    sealedTest,
    trainer: guessing,
    blobs,
    clock: { now: () => 'now' },
    record: (event) => record(event, state, { store, onEvent: () => undefined }),
  });
}

const guessing: Trainer = {
  identity: { name: 'guessing', version: '1', backend: 'cpu' },
  train: () => Promise.reject(new Error('nothing is trained at the end of a run')),
  predict: async (_genome, checkpoint) => {
    const stream = randomStream([sha256(checkpoint)]);
    return Float32Array.from({ length: TEST_IMAGES * CLASSES }, () => stream.real());
  },
};

/** Opens once, as the real one does, and notes what had been recorded by then. */
function sealed(onOpen: () => void = () => undefined): SealedTest {
  let isOpened = false;
  return {
    open: async () => {
      if (isOpened) throw new Error('the test split has already been evaluated');
      isOpened = true;
      onOpen();
      const labels = Uint8Array.from({ length: TEST_IMAGES }, (_, image) => image % CLASSES);
      const test = { images: new Uint8Array(TEST_IMAGES), labels, count: TEST_IMAGES };
      return { test, hash: 'h', warnings: [] };
    },
  };
}

describe('finishing a run', () => {
  it('records the opening before it reads, then the scores of the champion’s trainings', async () => {
    const { state, store, blobs } = await searched();
    const champion = championOf(state.campaign)!;
    let before: string | undefined;
    await finish(
      state,
      store,
      blobs,
      sealed(() => {
        before = store.events.at(-1)!.type;
      }),
    );
    expect(before).toBe('test-unsealed');
    const found = state.finished!.champion!;
    expect(found.genomeHash).toBe(champion.genomeHash);
    expect(found.testScores.map((score) => score.evaluationKey)).toEqual(champion.evaluationKeys);
    expect(found.evaluationKey).toBe(champion.evaluationKeys[0]);
    expect(found.testScores[0]!.total).toBe(TEST_IMAGES);
    const diagonal = found.confusion.reduce((sum, row, index) => sum + row[index]!, 0);
    expect(diagonal).toBe(found.testScores[0]!.correct);
    expect(found.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(TEST_IMAGES);
    expect(await blobs.get(found.predictions)).toHaveLength(TEST_IMAGES);
    expect(replay(store.events, strategies)).toMatchObject({
      state: { ledgerHash: state.ledgerHash },
      matches: true,
    });
  });

  it('does nothing a second time', async () => {
    const { state, store, blobs } = await searched();
    await finish(state, store, blobs);
    const { length } = store.events;
    await finish(state, store, blobs);
    expect(store.events).toHaveLength(length);
  });

  it('resumed after test-opened, gives the same numbers and records no second opening', async () => {
    const { state, store, blobs } = await searched();
    await finish(state, store, blobs);
    const opened = store.events.findIndex((event) => event.type === 'test-unsealed');
    for (let kept = opened; kept <= opened + 2; kept += 1) {
      const resumedStore = memoryStore(store.events.slice(0, kept));
      const resumed = fold(resumedStore.events, strategies);
      await finish(resumed, resumedStore, blobs);
      expect(resumed.ledgerHash).toBe(state.ledgerHash);
      expect(resumed.finished!.champion).toEqual(state.finished!.champion);
      expect(resumedStore.events.map((event) => event.id)).toEqual(
        store.events.map((event) => event.id),
      );
    }
  });

  it('lets no test split be opened twice', async () => {
    const { state, store, blobs } = await searched();
    const once = sealed();
    const other = await searched();
    await finish(state, store, blobs, once);
    await expect(finish(other.state, other.store, other.blobs, once)).rejects.toThrow(/already/);
    const twice = { ...opening(store.events), id: 'test-opened-again' };
    const at = store.events.indexOf(opening(store.events));
    const forged = store.events.toSpliced(at, 0, twice);
    expect(() => fold(forged, strategies)).toThrow(/second time/);
  });

  it('refuses a ledger whose test was opened for other trainings than the champion’s', async () => {
    const { state, store, blobs } = await searched();
    await finish(state, store, blobs);
    const searchedKeys = state.batches[0]!.planned.evaluations.map((one) => one.evaluationKey);
    const forgeries: Partial<TestUnsealed>[] = [
      { evaluationKeys: searchedKeys },
      { evaluationKeys: [...opening(store.events).evaluationKeys].reverse() },
      { genomeHash: 'another' },
    ];
    for (const forgery of forgeries) {
      const forged = store.events
        .filter((event) => event.type !== 'run-finished')
        .map((event) => (event.type === 'test-unsealed' ? { ...event, ...forgery } : event));
      expect(() => replay(forged, strategies)).toThrow(Corrupt);
    }
  });

  it('refuses a ledger whose scores were changed', async () => {
    const { state, store, blobs } = await searched();
    await finish(state, store, blobs);
    const finished = structuredClone(store.events.at(-1)) as RunFinished;
    const [score] = finished.champion!.testScores;
    (score as { correct: number }).correct = TEST_IMAGES;
    expect(() => fold([...store.events.slice(0, -1), finished], strategies)).toThrow(Corrupt);
  });

  it('opens once for a baseline too, and scores both', async () => {
    const alone = await searched();
    await finish(alone.state, alone.store, alone.blobs);
    const { state, store, blobs } = await searched({ ...SMALL, baseline: true });
    await finish(state, store, blobs);
    const { champion, baseline } = state.finished!;
    expect(champion).toEqual(alone.state.finished!.champion);
    const beside = championOf(state.campaign, 'baseline')!;
    expect(opening(store.events).baseline).toEqual({
      genomeHash: beside.genomeHash,
      evaluationKeys: beside.evaluationKeys,
    });
    expect(baseline!.candidateId).toBe(beside.candidateId);
    expect(baseline!.testScores.map((score) => score.evaluationKey)).toEqual(beside.evaluationKeys);
    expect(await blobs.get(baseline!.predictions)).toHaveLength(TEST_IMAGES);
    expect(store.events.filter((event) => event.type === 'test-unsealed')).toHaveLength(1);
    const { ledgerHash } = state;
    expect(replay(store.events, strategies)).toMatchObject({
      state: { ledgerHash },
      matches: true,
    });
    expect(opening(alone.store.events)).not.toHaveProperty('baseline');
    expect(alone.store.events.at(-1)).not.toHaveProperty('baseline');
    const at = store.events.indexOf(opening(store.events));
    for (const kept of [at, at + 1]) {
      const resumedStore = memoryStore(store.events.slice(0, kept));
      const resumed = fold(resumedStore.events, strategies);
      await finish(resumed, resumedStore, blobs);
      expect(resumed.ledgerHash).toBe(ledgerHash);
    }
  });

  it('refuses a ledger in which the baseline’s part was changed', async () => {
    const { state, store, blobs } = await searched({ ...SMALL, baseline: true });
    await finish(state, store, blobs);
    const { baseline, ...unopened } = opening(store.events);
    const { evaluationKeys } = opening(store.events);
    const openings: TestUnsealed[] = [
      unopened,
      { ...unopened, baseline: { ...baseline!, evaluationKeys } },
      { ...unopened, baseline: { ...baseline!, genomeHash: 'another' } },
    ];
    for (const forged of openings) {
      const events = store.events.map((event) => (event.type === 'test-unsealed' ? forged : event));
      expect(() => fold(events, strategies)).toThrow(Corrupt);
    }
    const end = structuredClone(store.events.at(-1)) as RunFinished;
    const untold = { ...end, baseline: null };
    const [score] = end.baseline!.testScores;
    (score as { correct: number }).correct = TEST_IMAGES;
    for (const forged of [end, untold]) {
      expect(() => fold([...store.events.slice(0, -1), forged], strategies)).toThrow(Corrupt);
    }
  });

  it('opens nothing for a baseline alone', async () => {
    const { store } = await searched({ ...SMALL, baseline: true });
    const cut = store.events.findIndex((event) => event.type === 'generation-closed');
    const isOfBaseline = (event: LedgerEvent) =>
      event.type !== 'evaluation-finished' ||
      !firstKeys(store.events).has(event.result.evaluationKey);
    const resumedStore = memoryStore(store.events.slice(0, cut).filter(isOfBaseline));
    const state = fold(resumedStore.events, strategies);
    const tools = { store: resumedStore, onEvent: () => undefined };
    await record(close(state, 'now', 'budget-usd')!, state, tools);
    await runFake(resumedStore);
    const ended = fold(resumedStore.events, strategies);
    expect(championOf(ended.campaign, 'baseline')).not.toBeNull();
    await finish(ended, resumedStore, memoryBlobs());
    expect(ended.finished).toMatchObject({ champion: null, baseline: null });
    expect(ended.testUnsealed).toBeNull();
    expect(replay(resumedStore.events, strategies).matches).toBe(true);
  });

  it('says which weights are gone, after the opening was recorded', async () => {
    const { state, store } = await searched();
    await expect(finish(state, store, memoryBlobs())).rejects.toThrow(Corrupt);
    expect(store.events.at(-1)!.type).toBe('test-unsealed');
  });
});

/** Of the search in the first batch. */
function firstKeys(events: readonly LedgerEvent[]): Set<string> {
  const planned = events.find((event) => event.type === 'generation-planned')!;
  const ofMain = planned.evaluations.filter((one) => !one.candidateId.startsWith('baseline-'));
  return new Set(ofMain.map((one) => one.evaluationKey));
}

function opening(events: readonly LedgerEvent[]): TestUnsealed {
  return events.find((event) => event.type === 'test-unsealed')!;
}
