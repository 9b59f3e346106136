// Money of a stage on every host of workers: what is settled never exceeds what was reserved.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attemptWorstCase,
  endCost,
  endWorstCase,
  functionCost,
  metered,
  piecesOf,
  type StackHosts,
  stageCost,
  stageWorstCase,
  taskCost,
  toUsd,
} from '../../functions/aws/cost-model.ts';
import { readSettings } from '../../functions/aws/settings.ts';
import { DEFAULT_SIZES, functionTable } from '../../shared/contracts/function-table.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { STACK_ENVIRONMENT } from './stack-environment.ts';

const task = { timeoutSeconds: 120, trainingsPerTask: 2, maxConcurrency: 8 };
const functions = functionTable(DEFAULT_SIZES);
const HOSTS: Readonly<Record<string, StackHosts>> = {
  lambda: { functions, workerCost: functionCost(functions.TrainAndScore) },
  fargate: { functions, workerCost: taskCost({ ...task, instanceUsdPerHour: undefined }) },
  gpu: { functions, workerCost: taskCost({ ...task, instanceUsdPerHour: 0.526 }) },
};

describe.each(Object.entries(HOSTS))('the cost of %s', (_, stack) => {
  const worker = stack.workerCost;

  it('settled is never above what was reserved', () => {
    const attempts = fc.array(
      fc.nat({ max: 1000 * (worker.initSeconds + worker.timeoutSeconds) }),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(attempts, fc.nat({ max: 3_600_000 }), (ms, scoreMs) => {
        const settled = stageCost(stack, ms.length) + metered(worker, ms);
        const reserved = stageWorstCase(stack, ms.length) + ms.length * attemptWorstCase(worker);
        expect(settled).toBeLessThanOrEqual(reserved);
        expect(endCost(stack, scoreMs)).toBeLessThanOrEqual(endWorstCase(stack));
      }),
    );
  });
});

describe('a task of ECS', () => {
  it('costs its hours at the price on demand, trainings or not', () => {
    const hour = 3_600_000;
    // One vCPU and 2 GB, in us-east-1, beside some millionths for requests.
    expect(toUsd(metered(HOSTS.fargate!.workerCost, [hour]))).toBeCloseTo(
      0.04048 + 2 * 0.004445,
      4,
    );
    // Two trainings share an instance.
    expect(toUsd(metered(HOSTS.gpu!.workerCost, [hour]))).toBeCloseTo(0.526 / 2, 4);
    const idle = (count: number) =>
      stageCost(HOSTS.fargate!, count) - stageCost(HOSTS.lambda!, count);
    // Three trainings keep two tasks of two, forty never more than four.
    expect([idle(3) / idle(1), idle(40) / idle(1)]).toEqual(
      [2, 4].map((n) => expect.closeTo(n, 3)),
    );
  });

  it('reserves the longest that its tasks may stand idle: in a stage, at their start and end', () => {
    const [fargate, lambda] = [HOSTS.fargate!, HOSTS.lambda!];
    const second = (0.04048 + 2 * 0.004445) / 3600;
    // For the last training of 120 s and for 40 s of planning; eight at once.
    expect(toUsd(stageWorstCase(fargate, 50) - stageWorstCase(lambda, 50))).toBeCloseTo(
      8 * 160 * second,
      8,
    );
    expect(toUsd(endWorstCase(fargate) - endWorstCase(lambda))).toBeCloseTo(8 * 720 * second, 8);
  });

  it('pays for as many pieces as a whole core', () => {
    expect(piecesOf(1e13, HOSTS.fargate!.workerCost)).toBe(
      piecesOf(1e13, HOSTS.lambda!.workerCost),
    );
  });
});

describe('a worker with a GPU', () => {
  const environment = {
    ...STACK_ENVIRONMENT,
    EVOLAMBDA_WORKER: 'gpu',
    EVOLAMBDA_BACKEND: 'cuda',
  };

  it('is not reckoned without the price of its instance', () => {
    expect(() => readSettings(environment)).toThrow(InvalidInput);
    const { engine, workerCost } = readSettings({
      ...environment,
      EVOLAMBDA_GPU_USD_PER_HOUR: '3.6',
    });
    expect(engine).toMatchObject({ name: 'onnx', backend: 'cuda' });
    expect(workerCost.perSecond).toBe(1e6);
  });
});
