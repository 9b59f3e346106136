import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSettings, stackSettingsSchema } from '../../infra/settings.ts';
import { receiveSeconds } from '../../shared/contracts/function-table.ts';
import type { InvalidInput } from '../../shared/kernel/errors.ts';
import { root } from './synthesized.ts';

function faultsOf(context: Record<string, unknown>) {
  try {
    readSettings(context);
    return [];
  } catch (error) {
    return (error as InvalidInput).faults;
  }
}

describe('the settings of a stack', () => {
  it('have defaults that a new account can deploy', () => {
    expect(readSettings({})).toEqual({
      stackName: 'Evolambda',
      worker: 'lambda',
      engine: 'onnx',
      spot: true,
      trainingsPerTask: 2,
      taskBacklog: 4,
      gpuUsdPerHour: 1.5,
      workerMemoryMb: 1769,
      workerTimeoutSeconds: 120,
      maxConcurrency: 8,
      plannerMemoryMb: 1769,
      roundSeconds: 900,
      maxReceives: 5,
      childGenerations: 200,
      maxBudgetUsd: 10,
      maxStackUsdPerDay: 20,
      logRetentionDays: 30,
      keepData: true,
      local: false,
    });
  });

  it('arrive as text from the command line', () => {
    const settings = readSettings({ maxConcurrency: '50', maxBudgetUsd: '0.5', local: 'true' });
    expect(settings).toMatchObject({ maxConcurrency: 50, maxBudgetUsd: 0.5, local: true });
  });

  it('leave the keys of the CDK alone', () => {
    const keys = ['@aws-cdk/core:x', 'aws:cdk:bundling-stacks', 'cli-telemetry', 'tree'];
    expect(faultsOf(Object.fromEntries(keys.map((key) => [key, 'anything'])))).toEqual([]);
  });

  it('name every fault at once, with the value and what is allowed', () => {
    const faults = faultsOf({
      worker: 'ec2',
      workerMemoryMb: '10240',
      maxConcurrency: 'many',
      maxBudgetUsd: '',
      logRetentionDays: 31,
      local: 'yes',
      useBucket: 'No_Bucket',
      maxConcurency: 5,
    });
    expect(
      faults.map(({ path, value, allowed, hint }) => `${path} | ${value} | ${hint ?? allowed}`),
    ).toEqual([
      'worker | "ec2" | one of lambda, lambda-container, fargate, gpu',
      'workerMemoryMb | "10240" | an integer from 512 to 3008',
      'maxConcurrency | "many" | an integer from 2 to 10000',
      'maxBudgetUsd | "" | a number above 0 and at most 100000',
      `logRetentionDays | 31 | one of ${[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731].join(', ')}`,
      'useBucket | "No_Bucket" | the name of an S3 bucket',
      'local | "yes" | true or false',
      'maxConcurency | 5 | did you mean maxConcurrency?',
    ]);
  });

  it.each([
    ['stackName', '1Evolambda'],
    ['workerMemoryMb', 511],
    ['workerTimeoutSeconds', 121],
    ['maxConcurrency', 1],
    ['maxConcurrency', 10_001],
    ['plannerMemoryMb', 1768],
    ['trainingsPerTask', 3],
    ['taskBacklog', 0],
    ['gpuUsdPerHour', 0],
    ['engine', 'torch'],
    ['maxReceives', 0],
    ['maxReceives', 2.5],
    ['childGenerations', 201],
    ['maxBudgetUsd', 0],
    ['maxStackUsdPerDay', -1],
    ['useTable', 'a table'],
    ['alarmTopicArn', 'topic'],
    ['keepData', 'no'],
  ])('refuse %s = %s', (name, value) => {
    expect(faultsOf({ [name]: value }).map(({ path }) => path)).toEqual([name]);
  });

  it('give a round more time than the last delivery of a message can need', () => {
    expect(receiveSeconds(120)).toBe(150);
    const tooShort = faultsOf({ roundSeconds: 750 });
    expect(tooShort.map(({ path, value, allowed }) => [path, value, allowed])).toEqual([
      ['roundSeconds', '750', 'more than 750, which is maxReceives × (workerTimeoutSeconds + 30)'],
    ]);
    expect(faultsOf({ roundSeconds: 751 })).toEqual([]);
    expect(faultsOf({ maxReceives: 6 }).map(({ path }) => path)).toEqual(['roundSeconds']);
    expect(faultsOf({ maxReceives: 6, workerTimeoutSeconds: 60 })).toEqual([]);
    // An emulator's tests wait for rounds.
    expect(faultsOf({ roundSeconds: 5, local: true })).toEqual([]);
  });

  it('have tfjs train where TensorFlow has room', () => {
    for (const worker of ['lambda-container', 'fargate']) {
      expect(faultsOf({ engine: 'tfjs', worker })).toEqual([]);
    }
    for (const worker of ['lambda', 'gpu']) {
      expect(faultsOf({ engine: 'tfjs', worker })).toMatchObject([
        { path: 'engine', allowed: 'onnx, or tfjs with worker lambda-container or fargate' },
      ]);
    }
  });

  it('leave pollers of its own to AWS: no emulator has them', () => {
    expect(faultsOf({ maxConcurrency: 1001 })).toEqual([]);
    expect(faultsOf({ maxConcurrency: 1000, local: true })).toEqual([]);
    const faults = faultsOf({ maxConcurrency: 1001, local: true });
    expect(faults.map(({ allowed }) => allowed)).toEqual(['at most 1000 with local']);
  });

  it('are each explained in docs/aws-settings.md, with their defaults', () => {
    const text = readFileSync(`${root}docs/aws-settings.md`, 'utf8');
    const explained = Array.from(text.matchAll(/^\| (\w+) \| ([^|]+) \|/gm), ([, ...row]) => row);
    const defaults: Readonly<Record<string, unknown>> = readSettings({});
    expect(explained.slice(1)).toEqual(
      Object.keys(stackSettingsSchema.shape).map((name) => [name, `${defaults[name] ?? 'none'}`]),
    );
  });

  it('end a synthesis with words and code 2 when they cannot be', () => {
    const context = JSON.stringify({ maxConcurrency: 0, wrong: 1 });
    const { status, stderr } = spawnSync(process.execPath, [`${root}infra/synth.mjs`], {
      encoding: 'utf8',
      env: { ...process.env, CDK_CONTEXT_JSON: context },
    });
    expect(stderr).toBe(
      'Invalid settings of the stack:\nmaxConcurrency: 0 is not allowed; expected an integer from 2 to 10000\nwrong: unknown field\n',
    );
    expect(status).toBe(2);
  });
});
