// A kind that the engines have never heard of trains on each of them, to the same loss, and resumes to the same bits.
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { EngineChoice } from '../../shared/contracts/engine-choice.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { objectiveScore } from '../../shared/search/archive.ts';
import { decodeCheckpoint } from '../../shared/training/checkpoint.ts';
import { openEngine } from '../../shared/training/engines.ts';
import type { Trainer, TrainingOptions } from '../../shared/training/trainer.ts';
import { expectSameBytes } from '../training/same-bytes.ts';
import { describeBackends } from '../training/tfjs-backends.ts';
import { learnableDataset, NO_STEM, residualGenome } from './residual-genomes.ts';
import type { ResidualGenome } from './residual-kind/residual-genome.ts';

vi.mock('../../shared/genome/kinds/kinds.ts', async (original) => {
  const { withResidualKind } = await import('./with-residual-kind.ts');
  return withResidualKind(await original());
});

const data = learnableDataset();
const STEPS = 50;
/** In nats, as between the engines on networks of kind mlp: test/training/parity.test.ts. */
const LOSS_TOLERANCE = 1e-5;
const GENOMES: Readonly<Record<string, ResidualGenome>> = {
  'a stem and two blocks': residualGenome(),
  'no stem': residualGenome(NO_STEM),
  'one block with long branches': residualGenome({
    blocks: [{ long: 3, short: 2, curve: 'sigmoid', noise: 0 }],
    rule: 'adam',
    speed: 0.02,
  }),
};

function train(
  trainer: Trainer,
  genome: ResidualGenome,
  {
    resumeFrom,
    steps = STEPS,
    ...options
  }: TrainingOptions & { resumeFrom?: Uint8Array; steps?: number } = {},
) {
  const request = {
    genome,
    budget: { examples: steps * 64, schedule: 'constant' } as const,
    evaluationSeed: 'a17e',
    ...(resumeFrom === undefined ? {} : { resumeFrom }),
  };
  return trainer.train(request, data, { keepCheckpoint: true, ...options });
}

async function measured(trainer: Trainer, genome: ResidualGenome) {
  const { status, objectives } = await train(trainer, genome);
  const score = (name: string) => objectiveScore(objectives, name) ?? Number.NaN;
  return { status, accuracy: score('accuracy'), loss: score('loss') };
}

const ofOnnx = new Map<string, Promise<Awaited<ReturnType<typeof measured>>>>();

function engineTests(choice: EngineChoice): void {
  let trainer: Trainer;
  let onnx: Trainer;
  beforeAll(async () => {
    ({ trainer } = await openEngine(choice));
    ({ trainer: onnx } = await openEngine({ engine: 'onnx', backend: 'cpu' }));
  });

  test.each(Object.entries(GENOMES))('%s: learns, to the loss of onnx', async (name, genome) => {
    const wanted = ofOnnx.get(name) ?? measured(onnx, genome);
    ofOnnx.set(name, wanted);
    const found = choice.engine === 'onnx' ? await wanted : await measured(trainer, genome);
    expect(found.status).toBe('completed');
    expect(Math.abs(found.loss - (await wanted).loss)).toBeLessThan(LOSS_TOLERANCE);
    expect(found.accuracy).toBeGreaterThan(2 / data.classes);
  });

  test.each(Object.entries(GENOMES))('%s: resumes to the same bits', async (_, genome) => {
    const whole = await train(trainer, genome, { steps: 24 });
    // In the second epoch of 20 steps.
    const stopped = await train(trainer, genome, { steps: 24, stopAtStep: 22 });
    const short = await train(trainer, genome, { steps: 22 });
    const tensorsOf = ({ checkpoint }: typeof whole) => decodeCheckpoint(checkpoint!).values;
    expect(tensorsOf(stopped)).toEqual(tensorsOf(short));
    const resumed = await train(trainer, genome, { steps: 24, resumeFrom: stopped.checkpoint! });
    expectSameBytes(resumed.checkpoint, whole.checkpoint);
    expect(tensorsOf(resumed)).not.toEqual(tensorsOf(stopped));
  });

  test('a genome that its kind rejects is rejected with the field and what is allowed', async () => {
    const request = { ...residualGenome(), width: 0 };
    await expect(train(trainer, request)).rejects.toThrow(InvalidInput);
    await expect(train(trainer, request)).rejects.toThrow(/genome\.width: 0 .*1 to 4096/);
  });
}

describe('onnx', () => engineTests({ engine: 'onnx', backend: 'cpu' }));

describeBackends((name) => engineTests({ engine: 'tfjs', backend: name }));
