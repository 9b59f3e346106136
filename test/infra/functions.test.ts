// What each function runs on, how much memory it gets, where it logs, and what it is told.
import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../shared/contracts/function-table.ts';
import { templateWith } from './synthesized.ts';
import { plain, resourceAt, resourcesOf } from './template-in-words.ts';

const template = templateWith();
const STATES = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>';

describe('the functions', () => {
  const functions = resourcesOf(template, 'AWS::Lambda::Function');

  it('run on Node 24, x86_64, traced, in at most 3,008 MB, with nothing reserved', () => {
    expect(functions).toHaveLength(FUNCTION_NAMES.length);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['x86_64'],
        TracingConfig: { Mode: 'Active' },
        Handler: 'index.handler',
      });
      expect(Properties!.MemorySize).toBeLessThanOrEqual(3008);
      expect(Properties!.ReservedConcurrentExecutions).toBeUndefined();
      expect(Properties!.VpcConfig).toBeUndefined();
    }
  });

  it('plan and close in as much memory as asked, and nothing else does', () => {
    const memoryIn = (of: typeof template) =>
      Object.fromEntries(
        resourcesOf(of, 'AWS::Lambda::Function').map(({ path, Properties }) => [
          path,
          Properties!.MemorySize,
        ]),
      );
    expect(memoryIn(templateWith({ plannerMemoryMb: 4510 }))).toEqual({
      ...memoryIn(template),
      'Plan/Function': 4510,
      'Close/Function': 4510,
    });
  });

  it('log into a group of their own, kept for as long as asked', () => {
    const week = templateWith({ logRetentionDays: 7 });
    const groups = resourcesOf(week, 'AWS::Logs::LogGroup');
    expect(groups).toHaveLength(FUNCTION_NAMES.length + 2);
    expect(groups.map(({ Properties }) => Properties!.RetentionInDays)).toEqual(
      groups.map(() => 7),
    );
    for (const { Properties, path } of functions) {
      const own = path.replace('/Function', '/Logs');
      expect(plain(template, Properties!.LoggingConfig)).toEqual({ LogGroup: `<${own}>` });
    }
  });

  it('are told the settings as text', () => {
    const told = templateWith({ maxBudgetUsd: 2.5, maxConcurrency: 3, childGenerations: 4 });
    const { Environment } = resourceAt(told, 'PrepareRun/Function').Properties!;
    expect(plain(told, Environment)).toEqual({
      Variables: {
        EVOLAMBDA_STACK: 'Evolambda',
        EVOLAMBDA_WORKER: 'lambda',
        EVOLAMBDA_ENGINE: 'onnx',
        EVOLAMBDA_BACKEND: 'cpu',
        EVOLAMBDA_TABLE: '<RunStore/Table>',
        EVOLAMBDA_BUCKET: '<ArtefactBucket/Bucket>',
        EVOLAMBDA_WORKER_TIMEOUT_SECONDS: '120',
        EVOLAMBDA_WORKER_MEMORY_MB: '1769',
        EVOLAMBDA_MAX_RECEIVES: '5',
        EVOLAMBDA_ROUND_SECONDS: '900',
        EVOLAMBDA_CHILD_GENERATIONS: '4',
        EVOLAMBDA_MAX_BUDGET_USD: '2.5',
        EVOLAMBDA_MAX_STACK_USD_PER_DAY: '20',
        EVOLAMBDA_MAX_CONCURRENCY: '3',
        EVOLAMBDA_PARENT_MACHINE_ARN: `${STATES}:stateMachine:Evolambda-run`,
        POWERTOOLS_SERVICE_NAME: 'Evolambda',
        POWERTOOLS_METRICS_NAMESPACE: 'evolambda',
      },
    });
    for (const [name, variable, value] of [
      ['Plan', 'EVOLAMBDA_QUEUE_URL', '<TrainingFanOut/Queue>'],
      ['TrainAndScore', 'EVOLAMBDA_QUEUE_URL', '<TrainingFanOut/Queue>'],
      ['RunStopped', 'EVOLAMBDA_CHILD_MACHINE_ARN', `${STATES}:stateMachine:Evolambda-generations`],
    ] as const) {
      const own = plain(told, resourceAt(told, `${name}/Function`).Properties!.Environment);
      expect(own).toMatchObject({ Variables: { [variable]: value } });
    }
  });
});
