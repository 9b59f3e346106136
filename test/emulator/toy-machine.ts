// State machines made by hand, for tests of the emulator itself.
import { CreateStateMachineCommand } from '@aws-sdk/client-sfn';
import { type AwsPlace, anyRole } from './aws-place.ts';
import { clientsOf } from './clients.ts';

type State = Readonly<Record<string, unknown>>;
export type States = Readonly<Record<string, State>>;

/** @returns the machine's ARN; it begins with the first of its states */
export async function makeMachine(place: AwsPlace, name: string, states: States): Promise<string> {
  const [StartAt] = Object.keys(states);
  const { stateMachineArn } = await clientsOf(place).sfn.send(
    new CreateStateMachineCommand({
      name,
      roleArn: anyRole(place),
      definition: JSON.stringify({ StartAt, States: states }),
    }),
  );
  return stateMachineArn!;
}

/** Starts a child execution named `<run>-0-0` and waits for it, as a run's parent does. */
export function childState(machineArn: string): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Parameters: {
      StateMachineArn: machineArn,
      'Name.$': "States.Format('{}-0-0', $$.Execution.Name)",
      'Input.$': '$',
    },
    OutputPath: '$.Output',
    End: true,
  };
}

/** Hands a function a task token and waits for it, at most `seconds`; then `Late` is next. */
export function tokenState(functionArn: string, seconds: number): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: functionArn, Payload: { 'token.$': '$$.Task.Token' } },
    TimeoutSeconds: seconds,
    Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.timeout', Next: 'Late' }],
    End: true,
  };
}

/** Calls a function with the state's input and ends with what it returns. */
export function invokeState(functionArn: string): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: functionArn, 'Payload.$': '$' },
    OutputPath: '$.Payload',
    End: true,
  };
}
