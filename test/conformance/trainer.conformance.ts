// What every engine must do, whatever it computes with: the promises of shared/training/trainer.ts.
import { describe, expect, test } from 'vitest';
import { BATCH_SIZE } from '../../shared/contracts/budget.ts';
import { canonicalMlp } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import { OPTIMIZERS, type OptimizerName } from '../../shared/network/optimizer.ts';
import { decodeCheckpoint } from '../../shared/training/checkpoint.ts';
import type {
  Trainer,
  TrainingOptions,
  TrainingOutcome,
  TrainingRequest,
} from '../../shared/training/trainer.ts';
import { expectSameBytes } from '../training/same-bytes.ts';
import { smallDataset } from '../training/small-dataset.ts';

const data = smallDataset();
const STEPS = 14;

interface Changes {
  readonly kind?: OptimizerName;
  readonly learningRate?: number;
  readonly steps?: number;
  readonly schedule?: 'constant' | 'linear';
  readonly seed?: string;
  readonly resumeFrom?: Uint8Array;
}

/** A short training of a small network. */
export function requestOf(changes: Changes = {}): TrainingRequest {
  const { kind = 'adam', learningRate = 0.01, steps = STEPS, schedule = 'constant' } = changes;
  return {
    genome: canonicalMlp({
      format: 1,
      kind: 'mlp',
      layers: [
        { units: 8, activation: 'relu', dropout: 0.25 },
        { units: 7, activation: 'tanh', dropout: 0.5 },
      ],
      optimizer: { kind, learningRate, weightDecay: 0.001 },
    }),
    budget: { examples: steps * BATCH_SIZE, schedule },
    evaluationSeed: changes.seed ?? 'c0de',
    ...(changes.resumeFrom ? { resumeFrom: changes.resumeFrom } : {}),
  };
}

/**
 * Runs the promises over an engine; each test makes its own trainer.
 * @param cutValues of examples so large that the engine takes fifty steps in more than one segment
 */
export function trainerConformance(
  name: string,
  makeTrainer: () => Trainer,
  cutValues: number,
): void {
  const train = (changes: Changes = {}, options: TrainingOptions = {}) =>
    makeTrainer().train(requestOf(changes), data, { keepCheckpoint: true, ...options });
  const tensorsOf = (checkpoint: Uint8Array | undefined) => decodeCheckpoint(checkpoint!).values;

  describe(`trainer ${name}`, () => {
    test('the same request gives the same bits, twice and after other requests', async () => {
      const trainer = makeTrainer();
      const request = requestOf();
      const first = await trainer.train(request, data, { keepCheckpoint: true });
      const second = await trainer.train(request, data, { keepCheckpoint: true });
      await trainer.train(requestOf({ kind: 'sgd', steps: 3, seed: 'beef' }), data);
      const third = await trainer.train(request, data, { keepCheckpoint: true });
      expectSameBytes(second.checkpoint, first.checkpoint);
      expectSameBytes(third.checkpoint, first.checkpoint);
      expect(first.status).toBe('completed');
      expect(first.examplesSeen).toBe(STEPS * BATCH_SIZE);
    });

    test('trainings at the same time, and after larger and smaller ones, change no bit', async () => {
      const trainer = makeTrainer();
      const all = [{ kind: 'sgd', steps: 3 }, { seed: 'beef' }, { steps: 24 }, {}] as const;
      const alone: TrainingOutcome[] = [];
      for (const changes of all) alone.push(await train(changes));
      const together = await Promise.all(
        all.map((changes) => trainer.train(requestOf(changes), data, { keepCheckpoint: true })),
      );
      for (const [index, { checkpoint, objectives }] of together.entries()) {
        expectSameBytes(checkpoint, alone[index]!.checkpoint);
        expect(objectives).toEqual(alone[index]!.objectives);
      }
    });

    test('another seed gives other weights', async () => {
      const [one, other] = [await train(), await train({ seed: 'beef' })];
      expect(tensorsOf(other.checkpoint)).not.toEqual(tensorsOf(one.checkpoint));
    });

    test('images on memory shared by threads train alike', async () => {
      const shared = smallDataset({ shared: true });
      expect(shared.train.images.buffer).toBeInstanceOf(SharedArrayBuffer);
      const outcome = await makeTrainer().train(requestOf(), shared, { keepCheckpoint: true });
      expectSameBytes(outcome.checkpoint, (await train()).checkpoint);
    });

    test('stopped at b, a training stands where one of budget b ends', async () => {
      const stopped = await train({}, { stopAtStep: 7 });
      const short = await train({ steps: 7 });
      expect(stopped.status).toBe('stopped');
      expect(stopped.examplesSeen).toBe(7 * BATCH_SIZE);
      expect(tensorsOf(stopped.checkpoint)).toEqual(tensorsOf(short.checkpoint));
    });

    test.each(OPTIMIZERS)('%s: stop and go on ends in the same bits', async (kind) => {
      const whole = await train({ kind });
      // Step 5 lies in the second epoch of the three batches that 200 examples give.
      const stopped = await train({ kind }, { stopAtStep: 5 });
      const resumed = await train({ kind, resumeFrom: stopped.checkpoint! });
      expectSameBytes(resumed.checkpoint, whole.checkpoint);
      expect(tensorsOf(resumed.checkpoint)).not.toEqual(tensorsOf(stopped.checkpoint));
      expect(resumed.loss).toBe(whole.loss);
    });

    test('cut into pieces by stopWhen, a training ends in the same bits', async () => {
      const large = smallDataset({ shape: { features: cutValues } });
      const trainLarge = (changes: Changes, options: TrainingOptions) =>
        makeTrainer().train(requestOf({ steps: 50, ...changes }), large, options);
      const whole = await trainLarge({}, { keepCheckpoint: true });
      let piece = await trainLarge({}, { stopWhen: () => true });
      expect(piece).toMatchObject({ status: 'stopped', objectives: null });
      const seen: number[] = [];
      while (piece.status === 'stopped') {
        seen.push(piece.examplesSeen);
        const resumeFrom = piece.checkpoint!;
        piece = await trainLarge({ resumeFrom }, { stopWhen: () => true, keepCheckpoint: true });
      }
      expect(seen.length).toBeGreaterThan(1);
      // Every piece gets further, and the last is not asked once nothing is left to train.
      expect([...new Set(seen)].sort((a, b) => a - b)).toEqual(seen);
      for (const told of ['objectives', 'loss', 'examplesSeen'] as const) {
        expect(piece[told]).toEqual(whole[told]);
      }
      expectSameBytes(piece.checkpoint, whole.checkpoint);
    });

    test('a stopWhen that stays false changes nothing', async () => {
      const told = await train({}, { stopWhen: () => false, reportEverySteps: 6 });
      expectSameBytes(told.checkpoint, (await train()).checkpoint);
      expect(told.status).toBe('completed');
    });

    test('stopWhen between two reports ends the training after the report', async () => {
      let isReported = false;
      const cut = await train(
        {},
        {
          reportEverySteps: 6,
          onReport: () => {
            isReported = true;
          },
          stopWhen: () => isReported,
        },
      );
      expect(cut.points).toHaveLength(1);
      expect(cut).toMatchObject({ status: 'stopped', objectives: null });
      const same = await train({}, { stopAtStep: 6 });
      expectSameBytes(cut.checkpoint, same.checkpoint);
    });

    test('reports change no bit, and tell of every window', async () => {
      const seen: number[] = [];
      const reported = await train(
        {},
        { reportEverySteps: 6, onReport: ({ examples }) => seen.push(examples) },
      );
      expectSameBytes(reported.checkpoint, (await train()).checkpoint);
      expect(seen).toEqual([6, 12].map((step) => step * BATCH_SIZE));
      expect(reported.points.map(({ examples }) => examples)).toEqual(seen);
      const stopped = await train({}, { stopAtStep: 12 });
      expect(reported.points[1]?.validation).toEqual(stopped.objectives!.accuracy);
    });

    test('a reported loss is the mean over its window', async () => {
      const reported = await train({}, { reportEverySteps: 2 });
      const [one, two] = [await train({}, { stopAtStep: 1 }), await train({}, { stopAtStep: 2 })];
      expect(reported.points[0]?.loss).toBeCloseTo((one.loss! + two.loss!) / 2, 6);
    });

    test('the linear schedule falls to 0 over the budget', async () => {
      const rate = 0.01;
      const sgd = { kind: 'sgd', learningRate: rate, schedule: 'linear', steps: 2 } as const;
      const [start, one, two] = [
        await train({ ...sgd, learningRate: 1e-30 }, { stopAtStep: 1 }),
        await train(sgd, { stopAtStep: 1 }),
        await train(sgd),
      ];
      const constant = await train({ ...sgd, schedule: 'constant' });
      // Weights move by rate, then by rate/2, along the momentum that the checkpoint holds.
      const weight = (outcome: typeof one) => tensorsOf(outcome.checkpoint)[0]![0]!;
      const momentum = (outcome: typeof one) => tensorsOf(outcome.checkpoint)[1]![0]!;
      expect(weight(one) - weight(start)).toBeCloseTo(-rate * momentum(one), 7);
      expect(weight(two) - weight(one)).toBeCloseTo((-rate / 2) * momentum(two), 7);
      expect(weight(constant) - weight(one)).toBeCloseTo(-rate * momentum(constant), 7);
      expect(weight(two)).not.toBe(weight(constant));
    });

    test('divergence ends a training early and is a status, not an error', async () => {
      const outcome = await train({ kind: 'sgd', learningRate: 1e6, steps: 500 });
      expect(outcome).toMatchObject({ status: 'diverged', objectives: null });
      expect(outcome.examplesSeen).toBeLessThan(50 * BATCH_SIZE);
      expect(outcome.checkpoint).toBeUndefined();
    });

    test('an aborted training rejects with AbortError, before it starts and between segments', async () => {
      await expect(train({}, { signal: AbortSignal.abort() })).rejects.toThrow(
        expect.objectContaining({ name: 'AbortError' }),
      );
      const controller = new AbortController();
      const reports: number[] = [];
      const training = train(
        {},
        {
          reportEverySteps: 2,
          signal: controller.signal,
          onReport: ({ examples }) => {
            reports.push(examples);
            controller.abort();
          },
        },
      );
      await expect(training).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
      expect(reports).toHaveLength(1);
    });

    test('a damaged checkpoint is refused, wherever the damage lies', async () => {
      const { checkpoint } = await train({}, { stopAtStep: 5 });
      const places = [0, 9, 40, checkpoint!.length >> 1, checkpoint!.length - 1];
      for (const place of places) {
        const damaged = Uint8Array.from(checkpoint!);
        damaged[place] = damaged[place]! ^ 1;
        await expect(train({ resumeFrom: damaged })).rejects.toThrow(Corrupt);
      }
      for (const length of [0, 7, 60, checkpoint!.length - 4]) {
        const torn = checkpoint!.slice(0, length);
        await expect(train({ resumeFrom: torn })).rejects.toThrow(Corrupt);
      }
    });

    test.each<[string, Changes]>([
      ['genome', { kind: 'sgd' }],
      ['seed', { seed: 'beef' }],
      ['schedule', { schedule: 'linear' }],
    ])('the checkpoint of another training (%s) is refused', async (_, changes) => {
      const { checkpoint } = await train({}, { stopAtStep: 5 });
      await expect(train({ ...changes, resumeFrom: checkpoint! })).rejects.toThrow(Corrupt);
    });

    test('a training that has nothing left to do says what it said before', async () => {
      const done = await train();
      const again = await train({ resumeFrom: done.checkpoint! });
      expectSameBytes(again.checkpoint, done.checkpoint);
      for (const outcome of ['status', 'objectives', 'loss', 'examplesSeen'] as const) {
        expect(again[outcome]).toEqual(done[outcome]);
      }
    });
  });
}
