// The machine that people start: one execution is one run, from its configuration to its report. It
// hands the generations to child executions, one after the other, and lives as long as the run.
import { ArnFormat, Stack } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  Errors,
  Fail,
  type IChainable,
  IntegrationPattern,
  JsonPath,
  type StateMachine,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import { type GenerationsFunctions, GenerationsMachine } from './generations-machine.ts';
import { invokeFunction } from './invoke-function.ts';
import { runMachine } from './machine-names.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { StackSettings } from './settings.ts';
import { StandardMachine } from './standard-machine.ts';

export interface LoopFunctions extends GenerationsFunctions {
  readonly PrepareRun: PipelineFunction;
  readonly ScoreTest: PipelineFunction;
  readonly Report: PipelineFunction;
}

export class EvolutionLoop extends Construct {
  readonly run: StandardMachine;
  readonly generations: StandardMachine;

  constructor(scope: Construct, id: string, functions: LoopFunctions, settings: StackSettings) {
    super(scope, id);
    const { Plan, CheckProgress, Close, PrepareRun, ScoreTest, Report } = functions;
    const children = new GenerationsMachine(
      this,
      'Child',
      { Plan, CheckProgress, Close },
      settings,
    );
    this.generations = children.machine;
    this.run = new StandardMachine(this, 'Run', {
      name: runMachine(this, settings.stackName).name,
      comment: 'Executes a run. The input is its configuration; {} uses the defaults.',
      definition: this.#definition(functions),
      invokes: [PrepareRun, ScoreTest, Report],
      settings,
    });
    acknowledgeWildcard(
      this.run,
      executionsOf(this.generations.machine),
      'All executions of one state machine; their names are not known at deployment.',
    );
  }

  #definition(functions: LoopFunctions): IChainable {
    const prepareRun = invokeFunction(this, 'PrepareRun', functions.PrepareRun, {
      comment: 'Validates the configuration and the data; returns all errors.',
      payload: TaskInput.fromObject({
        input: JsonPath.entirePayload,
        execution: {
          name: JsonPath.executionName,
          arn: JsonPath.executionId,
        },
      }),
      outputPath: '$.Payload',
    });
    const runGenerations = this.#runGenerations();
    const scoreTest = invokeFunction(this, 'ScoreTest', functions.ScoreTest, {
      comment: 'Evaluates the champion on the test split, once.',
      payload: TaskInput.fromJsonPathAt('$'),
      outputPath: '$.Payload',
    });
    const report = invokeFunction(this, 'Report', functions.Report, {
      comment: 'Returns the output of the run.',
      payload: TaskInput.fromJsonPathAt('$'),
      outputPath: '$.Payload',
    });
    const rejected = new Fail(this, 'Rejected', {
      error: 'InvalidInput',
      causePath: '$.cause',
      comment: 'The cause lists all errors of the input.',
    });
    const failed = new Fail(this, 'Failed', {
      error: 'RunFailed',
      causePath: '$.cause',
      comment:
        'To resume the run, start an execution with the input {"resume": "<name of the run>"}.',
    });
    const crashed = new Fail(this, 'Crashed', {
      // A name of our own: one that begins with States. is no error that a Fail state may end with.
      error: 'RunCrashed',
      causePath: '$.failure.Cause',
      comment: 'A task failed after all retries. The run can be resumed.',
    });
    for (const task of [prepareRun, runGenerations, scoreTest, report]) {
      task.addCatch(crashed, { errors: [Errors.ALL], resultPath: '$.failure' });
    }
    prepareRun.next(
      new Choice(this, 'Ready?').when(hasStatus('rejected'), rejected).otherwise(runGenerations),
    );
    runGenerations.next(
      new Choice(this, 'Searched?')
        .when(hasStatus('continue'), runGenerations)
        .when(hasStatus('searched'), scoreTest)
        .otherwise(failed),
    );
    scoreTest.next(new Choice(this, 'Scored?').when(hasStatus('failed'), failed).otherwise(report));
    return prepareRun;
  }

  #runGenerations(): StepFunctionsStartExecution {
    return new StepFunctionsStartExecution(this, 'RunGenerations', {
      comment:
        'Executes as many generations as fit into one execution history, in a child execution.',
      stateMachine: this.generations.machine,
      integrationPattern: IntegrationPattern.RUN_JOB,
      associateWithParent: true,
      name: JsonPath.format(
        '{}-{}-{}',
        JsonPath.stringAt('$.runId'),
        JsonPath.stringAt('$.epoch'),
        JsonPath.stringAt('$.child'),
      ),
      input: TaskInput.fromObject({
        runId: JsonPath.stringAt('$.runId'),
        epoch: JsonPath.numberAt('$.epoch'),
        child: JsonPath.numberAt('$.child'),
        closed: 0,
        // Plan sends what was never sent whatever this says.
        resend: false,
      }),
      outputPath: '$.Output',
    });
  }
}

function hasStatus(status: string): Condition {
  return Condition.stringEquals('$.status', status);
}

/** The ARN pattern of a machine's executions, as the task that starts them writes it. */
function executionsOf(machine: StateMachine): string {
  const stack = Stack.of(machine);
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  const { resourceName } = stack.splitArn(machine.stateMachineArn, arnFormat);
  return stack.formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${resourceName}*`,
    arnFormat,
  });
}
