// The two state machines have fixed names, so that functions which the machines invoke can be given
// rights on them: a reference in both directions would be a circle that CloudFormation refuses.
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface MachineName {
  readonly name: string;
  readonly arn: string;
  /** Pattern of the ARNs of all its executions. */
  readonly executionArns: string;
}

/** The machine that people start. */
export function runMachine(scope: Construct, stackName: string): MachineName {
  return machineName(scope, `${stackName}-run`);
}

/** The machine that works off a number of generations for it. */
export function generationsMachine(scope: Construct, stackName: string): MachineName {
  return machineName(scope, `${stackName}-generations`);
}

function machineName(scope: Construct, name: string): MachineName {
  const arn = (resource: string, resourceName: string) =>
    Stack.of(scope).formatArn({
      service: 'states',
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  return { name, arn: arn('stateMachine', name), executionArns: arn('execution', `${name}:*`) };
}
