// The child machine: plan a stage, wait until its last evaluation sends the task token, close it,
// again, until the search ends or the history has had enough generations.
import { Duration } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  Errors,
  type IChainable,
  IntegrationPattern,
  JsonPath,
  Succeed,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { invokeFunction } from './invoke-function.ts';
import { generationsMachine } from './machine-names.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { StackSettings } from './settings.ts';
import { StandardMachine } from './standard-machine.ts';

export interface GenerationsFunctions {
  readonly Plan: PipelineFunction;
  readonly CheckProgress: PipelineFunction;
  readonly Close: PipelineFunction;
}

/** Carried from state to state: ids and counts, never populations. */
const STAGE = {
  runId: JsonPath.stringAt('$.runId'),
  epoch: JsonPath.numberAt('$.epoch'),
  child: JsonPath.numberAt('$.child'),
};
const CLOSED = JsonPath.numberAt('$.closed');

export class GenerationsMachine extends Construct {
  readonly machine: StandardMachine;

  constructor(
    scope: Construct,
    id: string,
    functions: GenerationsFunctions,
    settings: StackSettings,
  ) {
    super(scope, id);
    this.machine = new StandardMachine(this, 'Generations', {
      name: generationsMachine(this, settings.stackName).name,
      comment:
        'Executes several generations of a run. The state machine of the run starts it; do not start it yourself.',
      definition: this.#definition(functions, settings.roundSeconds),
      invokes: Object.values(functions),
      settings,
    });
  }

  #definition(functions: GenerationsFunctions, roundSeconds: number): IChainable {
    const plan = invokeFunction(this, 'Plan', functions.Plan, {
      comment: 'Sends a generation to the workers; the last arrival returns the task token.',
      payload: TaskInput.fromObject({
        ...STAGE,
        closed: CLOSED,
        resend: JsonPath.objectAt('$.resend'),
        token: JsonPath.taskToken,
      }),
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      taskTimeout: Timeout.duration(Duration.seconds(roundSeconds)),
    });
    const checkProgress = invokeFunction(this, 'CheckProgress', functions.CheckProgress, {
      comment:
        'After a round without completion: waits again, resends missing evaluations, or closes with the results that arrived.',
      // A round waited out fills the history as a generation does, so it counts as one.
      payload: TaskInput.fromObject({
        ...STAGE,
        closed: JsonPath.mathAdd(CLOSED, 1),
      }),
      outputPath: '$.Payload',
    });
    const close = invokeFunction(this, 'Close', functions.Close, {
      comment: 'Records the results of the generation, once.',
      payload: TaskInput.fromObject({
        ...STAGE,
        closed: CLOSED,
        batch: JsonPath.objectAt('$.batch'),
        forced: JsonPath.objectAt('$.forced'),
      }),
      outputPath: '$.Payload',
    });
    const done = new Succeed(this, 'Done', {
      comment:
        'The output states whether the run continues, has completed its search or has failed.',
    });
    plan.addCatch(checkProgress, { errors: [Errors.TIMEOUT], resultPath: '$.timeout' });
    plan.next(new Choice(this, 'Arrived?').when(hasStatus('arrived'), close).otherwise(done));
    checkProgress.next(
      new Choice(this, 'Progress?')
        .when(hasStatus('wait'), plan)
        .when(hasStatus('close'), close)
        .otherwise(done),
    );
    close.next(new Choice(this, 'Next?').when(hasStatus('next'), plan).otherwise(done));
    return plan;
  }
}

function hasStatus(status: string): Condition {
  return Condition.stringEquals('$.status', status);
}
