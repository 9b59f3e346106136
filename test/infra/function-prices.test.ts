// One number for the memory and the timeout of a function: what the template deploys is what a run is
// priced and reserved by. Settings are read as functions read them, from the template's own variables.
import { describe, expect, it } from 'vitest';
import {
  attemptWorstCase,
  endCost,
  endWorstCase,
  metered,
  ORCHESTRATION_SECONDS,
  stageCost,
  stageWorstCase,
} from '../../functions/aws/cost-model.ts';
import { PRICES } from '../../functions/aws/prices.ts';
import { readSettings } from '../../functions/aws/settings.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../shared/contracts/function-table.ts';
import { templateWith } from './synthesized.ts';
import { plain, resourceAt, resourcesOf } from './template-in-words.ts';

const STACKS = [
  {},
  { workerMemoryMb: 3008, workerTimeoutSeconds: 60, plannerMemoryMb: 10_240 },
  { worker: 'lambda-container', workerMemoryMb: 512 },
  { worker: 'fargate', trainingsPerTask: 4, workerTimeoutSeconds: 90, plannerMemoryMb: 4510 },
] as const;

interface Deployed {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

const STAGE_REQUESTS =
  10 * PRICES.stepTransition +
  3 * PRICES.lambdaRequest +
  5 * PRICES.s3Put +
  40 * PRICES.s3Get +
  1000 * PRICES.dynamoReadUnit;
const REPORT_REQUESTS = 2 * PRICES.s3Put + 5 * PRICES.s3Get;

describe.each(STACKS)('the functions of a stack with %j', (context) => {
  const template = templateWith(context);
  const deployed = Object.fromEntries(
    resourcesOf(template, 'AWS::Lambda::Function').map(({ path, Properties }) => [
      path.replace('/Function', ''),
      { memoryMb: Properties!.MemorySize, timeoutSeconds: Properties!.Timeout },
    ]),
  ) as Record<FunctionName, Deployed>;
  const settings = variablesOf('PrepareRun');
  const { workerCost } = settings;
  const isService = 'trainingsPerTask' in context;

  function variablesOf(name: FunctionName) {
    const { Environment } = resourceAt(template, `${name}/Function`).Properties!;
    const { Variables } = plain(template, Environment) as { Variables: Record<string, string> };
    return readSettings(Variables);
  }

  it('are deployed as every function is told', () => {
    expect(Object.keys(deployed)).toHaveLength(FUNCTION_NAMES.length - (isService ? 1 : 0));
    for (const name of Object.keys(deployed) as FunctionName[]) {
      expect(settings.functions[name]).toMatchObject(deployed[name]);
      expect(variablesOf(name).functions).toEqual(settings.functions);
    }
  });

  it('plan and close a stage at the price of their memory', () => {
    const memoryMb = Math.max(deployed.Plan.memoryMb, deployed.Close.memoryMb);
    const nano = priceOf({ memoryMb, timeoutSeconds: ORCHESTRATION_SECONDS }) + STAGE_REQUESTS;
    expect(Math.abs(stageCost(settings, 0) - nano)).toBeLessThan(2);
    expect(stageWorstCase(settings, 0)).toBe(stageCost(settings, 0));
  });

  it('end a run at the price of their memory, reserved at their timeouts for four calls', () => {
    const { ScoreTest, Report } = deployed;
    const idle = isService ? 8 * 720 * workerCost.perSecond : 0;
    const calls = 4 * (priceOf(ScoreTest) + priceOf(Report) + REPORT_REQUESTS);
    expect(Math.abs(endWorstCase(settings) - calls - idle)).toBeLessThan(2);
    const second = endCost(settings, 2000) - endCost(settings, 1000);
    expect(Math.abs(second - priceOf({ ...ScoreTest, timeoutSeconds: 1 }))).toBeLessThan(2);
    const usual = priceOf({ ...Report, timeoutSeconds: 4 }) + REPORT_REQUESTS;
    expect(Math.abs(endCost(settings, 0) - usual - idle)).toBeLessThan(2);
  });

  it('train at the price of their host, reserved to its timeout', () => {
    const second = isService
      ? shareOfTask()
      : priceOf({ ...deployed.TrainAndScore, timeoutSeconds: 1 });
    expect(workerCost.perSecond).toBeCloseTo(second, 3);
    const timeoutSeconds = 'workerTimeoutSeconds' in context ? context.workerTimeoutSeconds : 120;
    if (!isService) expect(deployed.TrainAndScore.timeoutSeconds).toBe(timeoutSeconds);
    // A container's first attempt pays for 10 s of INIT.
    const longest = timeoutSeconds + (isService ? 0 : 10);
    const reserved = attemptWorstCase(workerCost) - metered(workerCost, [0]);
    expect(Math.abs(reserved - longest * second)).toBeLessThan(2);
  });

  /** A second of one training on Fargate. */
  function shareOfTask(): number {
    const { Cpu, Memory } = resourceAt(template, 'TrainingService/Task').Properties!;
    const hour =
      (Number(Cpu) / 1024) * PRICES.fargateVcpuHour +
      (Number(Memory) / 1024) * PRICES.fargateGbHour;
    return hour / 3600 / 4;
  }
});

/** Nano-dollars of a function for the whole of its time. */
function priceOf({ memoryMb, timeoutSeconds }: Deployed): number {
  return (memoryMb / 1024) * timeoutSeconds * PRICES.lambdaGbSecond;
}
