// A Standard state machine that logs its errors without the data of executions, and is traced.
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  type IChainable,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { StackSettings } from './settings.ts';

export interface StandardMachineProps {
  readonly name: string;
  readonly comment: string;
  readonly definition: IChainable;
  /** What its tasks invoke. */
  readonly invokes: readonly PipelineFunction[];
  readonly settings: StackSettings;
}

export class StandardMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: StandardMachineProps) {
    super(scope, id);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: props.name,
      stateMachineType: StateMachineType.STANDARD,
      comment: props.comment,
      definitionBody: DefinitionBody.fromChainable(props.definition),
      tracingEnabled: true,
      logs: {
        // The prefix keeps the account's log resource policy, which has a size limit, from growing.
        destination: new LogGroup(this, 'Logs', {
          logGroupName: `/aws/vendedlogs/states/${props.name}`,
          retention: props.settings.logRetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
    });
    this.#explainFindings();
    for (const invoked of props.invokes) this.#allowEveryVersion(invoked);
  }

  /** An execution goes on with the versions it began with, over a deployment that brings new ones. */
  #allowEveryVersion(invoked: PipelineFunction): void {
    const everyVersion = `${invoked.function.functionArn}:*`;
    this.machine.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [everyVersion] }),
    );
    acknowledgeWildcard(
      this,
      everyVersion,
      'Running executions invoke the version they started with; versions are kept.',
    );
  }

  #explainFindings(): void {
    acknowledgeWildcard(this, '*', 'X-Ray and log delivery have no resource-level permissions.');
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SF1',
      reason:
        'Errors are logged; logging every event would write the task tokens and the data of executions into the logs. The history keeps all events for 90 days.',
    });
  }
}
