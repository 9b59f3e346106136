// Our state machines' definitions in an interpreter of their own: where the words of functions and
// children lead. docs/emulator.md says where LocalStack differs from AWS.
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { describeOnLocalStack } from './on-localstack.ts';
import { arrived, endOf, placeOf, searched, startRun, taskErrorsOf } from './started-run.ts';

await describeOnLocalStack('the state machines on LocalStack', () => {
  it('go from child to child while the parent runs, and return the report', async () => {
    const statuses: (string | undefined)[] = [];
    const run = await startRun({
      Plan: async ({ payload }) => {
        statuses.push((await statusOf(run.arn)).status);
        return payload.child === 1 ? searched(payload) : arrived(payload);
      },
      Close: ({ payload }) => ({ ...placeOf(payload), status: 'continue', closed: 0, child: 1 }),
    });
    const statusOf = (executionArn: string) =>
      run.sfn.send(new DescribeExecutionCommand({ executionArn }));
    const { status, output } = await endOf(run.sfn, run.arn);
    expect([status, JSON.parse(output!)]).toEqual(['SUCCEEDED', { ledgerHash: 'of the report' }]);
    expect(statuses).toEqual(['RUNNING', 'RUNNING']);
    const { name, arn } = run;
    expect(await run.children()).toEqual([`${name}-1-0 SUCCEEDED`, `${name}-1-1 SUCCEEDED`]);
    expect(run.callsOf('PrepareRun')[0]!.payload).toEqual({ input: {}, execution: { name, arn } });
    const plans = run.callsOf('Plan').map(({ payload: { token: _, ...payload } }) => payload);
    const place = { runId: name, epoch: 1, closed: 0 };
    expect(plans).toEqual([
      { ...place, child: 0, resend: false },
      { ...place, child: 1, resend: false },
    ]);
    const closed = run.callsOf('Close')[0]!.payload;
    expect(closed).toEqual({ ...place, child: 0, batch: 0, forced: false });
    const second = await statusOf(
      `${run.childMachineArn.replace(':stateMachine:', ':execution:')}:${name}-1-1`,
    );
    // So the console leads from the child to its parent.
    expect(JSON.parse(second.input!)).toMatchObject({
      AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: arn,
    });
  });

  it('go from generation to generation within a child', async () => {
    const run = await startRun({
      Plan: ({ payload }) => (payload.closed === 2 ? searched(payload) : arrived(payload)),
      Close: ({ payload }) => ({
        ...placeOf(payload),
        status: 'next',
        closed: Number(payload.closed) + 1,
        resend: true,
      }),
    });
    expect((await endOf(run.sfn, run.arn)).status).toBe('SUCCEEDED');
    const plans = run.callsOf('Plan').map(({ payload: { closed, resend } }) => [closed, resend]);
    expect(plans).toEqual([
      [0, false],
      [1, true],
      [2, true],
    ]);
    expect(await run.children()).toEqual([`${run.name}-1-0 SUCCEEDED`]);
  });

  it('fail with the cause of a rejected input, and start nothing', async () => {
    const cause = 'seed: -1 is not allowed; expected ≥ 0\n'.repeat(200);
    const run = await startRun({ PrepareRun: () => ({ status: 'rejected', cause }) });
    expect(await endOf(run.sfn, run.arn)).toMatchObject({
      status: 'FAILED',
      error: 'InvalidInput',
      cause,
    });
    expect(await run.children()).toEqual([]);
  });

  it('fail with the cause of the step that failed the run', async () => {
    const failed = { status: 'failed', cause: 'too few' };
    const atPlan = await startRun({
      Plan: ({ payload }) => ({ ...placeOf(payload), ...failed, forced: false }),
    });
    const atClose = await startRun({
      Plan: ({ payload }) => arrived(payload),
      Close: ({ payload }) => ({ ...placeOf(payload), ...failed }),
    });
    const atScoreTest = await startRun({
      Plan: ({ payload }) => searched(payload),
      ScoreTest: ({ payload: { runId, epoch } }) => ({ runId, epoch, ...failed }),
    });
    for (const { sfn, arn, name, children, callsOf } of [atPlan, atClose, atScoreTest]) {
      expect(await endOf(sfn, arn)).toMatchObject({
        status: 'FAILED',
        error: 'RunFailed',
        cause: 'too few',
      });
      // What a child has to say is its output, not its failure.
      expect(await children()).toEqual([`${name}-1-0 SUCCEEDED`]);
      expect(callsOf('Report')).toEqual([]);
    }
  });

  it('fail when a child fails, with its cause', async () => {
    const run = await startRun({
      Plan: () => {
        throw new RangeError('out of range');
      },
    });
    const { status, error, cause } = await endOf(run.sfn, run.arn);
    expect([status, error]).toEqual(['FAILED', 'RunCrashed']);
    expect(cause).toContain('out of range');
    expect(await run.children()).toEqual([`${run.name}-1-0 FAILED`]);
    expect(await taskErrorsOf(run.sfn, run.arn)).toEqual(['States.TaskFailed']);
  });
});
