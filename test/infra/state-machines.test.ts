// The definitions as Step Functions reads them.
import { describe, expect, it } from 'vitest';
import { Retryable } from '../../shared/kernel/errors.ts';
import { templateWith } from './synthesized.ts';
import { definitionOf, resourceAt } from './template-in-words.ts';

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly OutputPath?: string;
  readonly Retry?: readonly unknown[];
  readonly Catch?: readonly unknown[];
  readonly Choices?: readonly { Variable: string; StringEquals: string; Next: string }[];
  readonly Default?: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly CausePath?: string;
}

interface Definition {
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

const RUN = 'EvolutionLoop/Run/Machine';
const GENERATIONS = 'EvolutionLoop/Child/Generations/Machine';
const template = templateWith({ roundSeconds: 1000 });
const run = definitionOf(template, RUN) as unknown as Definition;
const generations = definitionOf(template, GENERATIONS) as unknown as Definition;
const INVOKE = 'arn:<AWS::Partition>:states:::lambda:invoke';

describe('both machines', () => {
  it.each([
    [RUN, 'Evolambda-run'],
    [GENERATIONS, 'Evolambda-generations'],
  ])('%s is Standard, traced, and logs errors without data', (path, name) => {
    expect(resourceAt(template, path).Properties).toMatchObject({
      StateMachineName: name,
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
    });
  });

  it('retry nothing but what Lambda failed at, or a service that a function called', () => {
    const tasks = [run, generations].flatMap(({ States }) =>
      Object.values(States).filter(({ Resource }) => Resource?.includes('lambda:invoke')),
    );
    expect(tasks).toHaveLength(6);
    for (const { Retry } of tasks) {
      expect(Retry).toEqual([
        {
          ErrorEquals: [
            'Lambda.ServiceException',
            'Lambda.AWSLambdaException',
            'Lambda.SdkClientException',
            'Lambda.TooManyRequestsException',
          ],
          IntervalSeconds: 2,
          BackoffRate: 2,
          MaxDelaySeconds: 60,
          MaxAttempts: 8,
          JitterStrategy: 'FULL',
        },
        {
          ErrorEquals: [new Retryable('a service failed').name],
          IntervalSeconds: 5,
          BackoffRate: 2,
          MaxAttempts: 3,
          JitterStrategy: 'FULL',
        },
      ]);
    }
    expect(run.States.RunGenerations!.Retry).toBeUndefined();
  });

  it('invoke a published version, which is kept', () => {
    for (const name of ['PrepareRun', 'ScoreTest', 'Report', 'Plan', 'CheckProgress', 'Close']) {
      const state = { ...run.States, ...generations.States }[name];
      expect(state!.Parameters!.FunctionName).toBe(`<${name}/Function/CurrentVersion>`);
      expect(resourceAt(template, `${name}/Function/CurrentVersion`).DeletionPolicy).toBe('Retain');
    }
  });

  it('set no limit to an execution: a run may take days', () => {
    expect([run.TimeoutSeconds, generations.TimeoutSeconds]).toEqual([undefined, undefined]);
  });
});

describe('the machine of generations', () => {
  const { States } = generations;

  it('starts with Plan, which waits for its token for one round', () => {
    expect(generations.StartAt).toBe('Plan');
    expect(States.Plan).toMatchObject({
      Resource: `${INVOKE}.waitForTaskToken`,
      TimeoutSeconds: 1000,
      Parameters: {
        Payload: {
          'runId.$': '$.runId',
          'epoch.$': '$.epoch',
          'child.$': '$.child',
          'closed.$': '$.closed',
          'resend.$': '$.resend',
          'token.$': '$$.Task.Token',
        },
      },
      Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.timeout', Next: 'CheckProgress' }],
      Next: 'Arrived?',
    });
    expect(States.Plan!.OutputPath).toBeUndefined();
  });

  it('catches nothing but a round waited out: every other failure ends the child', () => {
    const catching = Object.entries(States).filter(([, { Catch }]) => Catch !== undefined);
    expect(catching.map(([name, { Catch }]) => [name, Catch!.length])).toEqual([['Plan', 1]]);
  });

  it('counts a round waited out as a turn', () => {
    expect(States.CheckProgress).toMatchObject({
      Resource: INVOKE,
      OutputPath: '$.Payload',
      Parameters: {
        Payload: {
          'runId.$': '$.runId',
          'epoch.$': '$.epoch',
          'child.$': '$.child',
          'closed.$': 'States.MathAdd($.closed, 1)',
        },
      },
      Next: 'Progress?',
    });
  });

  it('closes with the batch and whether it was forced', () => {
    expect(States.Close).toMatchObject({
      Resource: INVOKE,
      OutputPath: '$.Payload',
      Parameters: {
        Payload: {
          'runId.$': '$.runId',
          'epoch.$': '$.epoch',
          'child.$': '$.child',
          'closed.$': '$.closed',
          'batch.$': '$.batch',
          'forced.$': '$.forced',
        },
      },
      Next: 'Next?',
    });
  });

  it('goes where the status says, and ends with every other', () => {
    expect(choicesOf(States)).toEqual({
      'Arrived?': { arrived: 'Close', otherwise: 'Done' },
      'Progress?': { wait: 'Plan', close: 'Close', otherwise: 'Done' },
      'Next?': { next: 'Plan', otherwise: 'Done' },
    });
    expect(States.Done!.Type).toBe('Succeed');
  });
});

describe('the machine of runs', () => {
  const { States } = run;

  it('starts with PrepareRun, told the input and the execution', () => {
    expect(run.StartAt).toBe('PrepareRun');
    expect(States.PrepareRun).toMatchObject({
      OutputPath: '$.Payload',
      Parameters: {
        Payload: {
          'input.$': '$',
          execution: { 'name.$': '$$.Execution.Name', 'arn.$': '$$.Execution.Id' },
        },
      },
    });
  });

  it('names its children by run, epoch and number, and takes their output', () => {
    expect(States.RunGenerations).toMatchObject({
      Resource: 'arn:<AWS::Partition>:states:::states:startExecution.sync:2',
      OutputPath: '$.Output',
      Parameters: {
        StateMachineArn: `<${GENERATIONS}>`,
        'Name.$': "States.Format('{}-{}-{}', $.runId, $.epoch, $.child)",
        Input: {
          'runId.$': '$.runId',
          'epoch.$': '$.epoch',
          'child.$': '$.child',
          closed: 0,
          resend: false,
          'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$': '$$.Execution.Id',
        },
      },
    });
  });

  it('goes where the status says', () => {
    expect(choicesOf(States)).toEqual({
      'Ready?': { rejected: 'Rejected', otherwise: 'RunGenerations' },
      'Searched?': { continue: 'RunGenerations', searched: 'ScoreTest', otherwise: 'Failed' },
      'Scored?': { failed: 'Failed', otherwise: 'Report' },
    });
    expect(States.Report).toMatchObject({ End: true, OutputPath: '$.Payload' });
  });

  it('fails with words: of the input, of the run, of a task that crashed', () => {
    expect(States.Rejected).toMatchObject({ Error: 'InvalidInput', CausePath: '$.cause' });
    expect(States.Failed).toMatchObject({ Error: 'RunFailed', CausePath: '$.cause' });
    expect(States.Crashed).toMatchObject({
      Error: 'RunCrashed',
      CausePath: '$.failure.Cause',
    });
    for (const task of ['PrepareRun', 'RunGenerations', 'ScoreTest', 'Report']) {
      expect(States[task]!.Catch).toEqual([
        { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Crashed' },
      ]);
    }
  });
});

/** The choices by status; each must ask for the status and nothing else. */
function choicesOf(states: Definition['States']): Record<string, Record<string, string>> {
  const choices = Object.entries(states).filter(([, { Type }]) => Type === 'Choice');
  return Object.fromEntries(
    choices.map(([name, { Choices, Default }]) => {
      expect(Choices!.map(({ Variable }) => Variable)).toEqual(Choices!.map(() => '$.status'));
      const by = Choices!.map(({ StringEquals, Next }) => [StringEquals, Next] as const);
      return [name, { ...Object.fromEntries(by), otherwise: Default! }];
    }),
  );
}
