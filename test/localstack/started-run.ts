// A run of our two machines on LocalStack, its functions played by the test.
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, vi } from 'vitest';
import { beforeItStops, localStack } from './on-localstack.ts';
import {
  type Call,
  type Functions,
  type MachineOptions,
  type Machines,
  makeMachines,
} from './token-machines.ts';

const DEADLINE = { timeout: 50_000, interval: 100 };

export interface StartedRun extends Machines {
  /** Of the execution, and of the run. */
  readonly name: string;
  readonly arn: string;
  callsOf(name: string): readonly Call[];
  /** The n-th call of a function, waited for. */
  called(name: string, times: number): Promise<Call>;
  /** Its children as `name STATUS`. */
  children(): Promise<string[]>;
}

/** As the functions answer when all goes well; Plan, CheckProgress and Close are a test's own. */
const FUNCTIONS: Functions = {
  PrepareRun: ({ payload }) => {
    const { name } = payload.execution as { name: string };
    return { status: 'ready', runId: name, epoch: 1, child: 0, notes: [] };
  },
  ScoreTest: ({ payload: { runId, epoch } }) => ({ status: 'scored', runId, epoch }),
  Report: () => ({ ledgerHash: 'of the report' }),
};

let names = 0;

/** Starts a run with `{}`, or one of its children alone when it is given an input. */
export async function startRun(
  functions: Functions,
  options: Omit<MachineOptions, 'functions'> & { readonly childInput?: object } = {},
): Promise<StartedRun> {
  names += 1;
  const name = `r${names}`;
  const { childInput } = options;
  const all = { ...FUNCTIONS, ...functions };
  const machines = await makeMachines(localStack().place, name, { ...options, functions: all });
  beforeItStops(machines.stop);
  const { sfn, calls, runMachineArn, childMachineArn } = machines;
  const arn = await startExecution(
    sfn,
    childInput === undefined ? runMachineArn : childMachineArn,
    name,
    childInput,
  );
  const callsOf = (of: string) => calls.filter((call) => call.name === of);
  return {
    ...machines,
    name,
    arn,
    callsOf,
    called: (of, times) =>
      vi.waitFor(() => {
        expect(callsOf(of).length).toBeGreaterThanOrEqual(times);
        return callsOf(of)[times - 1]!;
      }, DEADLINE),
    async children() {
      const { executions = [] } = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn: childMachineArn }),
      );
      return executions.map((child) => `${child.name} ${child.status}`).sort();
    },
  };
}

export async function startExecution(
  sfn: SFNClient,
  stateMachineArn: string,
  name: string,
  input: object = {},
): Promise<string> {
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
  );
  return executionArn;
}

/** How an execution ended. */
export function endOf(sfn: SFNClient, executionArn: string) {
  return vi.waitFor(async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect(execution.status).not.toBe('RUNNING');
    return execution;
  }, DEADLINE);
}

/** The errors with which tasks of an execution have failed, in order. */
export async function taskErrorsOf(sfn: SFNClient, executionArn: string): Promise<string[]> {
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  return events.flatMap(({ taskFailedEventDetails, taskTimedOutEventDetails }) => {
    const { error } = taskFailedEventDetails ?? taskTimedOutEventDetails ?? {};
    return error === undefined ? [] : [error];
  });
}

/** What a function's answer takes over from the payload it was called with. */
export function placeOf({ runId, epoch, child, closed }: Call['payload']) {
  return { runId, epoch, child, closed };
}

export function arrived(payload: Call['payload']) {
  return { ...placeOf(payload), status: 'arrived', batch: 0, forced: false };
}

export function searched(payload: Call['payload']) {
  return { ...placeOf(payload), status: 'searched', forced: false };
}
