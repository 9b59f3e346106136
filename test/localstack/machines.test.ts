// Our state machines' definitions in an interpreter of their own: what a token, a timeout, a retry and a
// child execution do there. docs/emulator.md says where LocalStack differs from AWS.
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { sendToken } from '../../functions/aws/task-token.ts';
import { Retryable } from '../../shared/kernel/errors.ts';
import { EmulatorUnavailable } from '../emulator/python-environment.ts';
import { type LocalStack, startLocalStack } from './localstack.ts';
import { type Call, type Functions, type Machines, makeMachines } from './token-machines.ts';

const DEADLINE = { timeout: 50_000, interval: 100 };
const SETTLED = /TaskTimedOut|TaskDoesNotExist|InvalidToken/;

/** LocalStack, or why there is none; where it is broken the file fails. */
async function startedOrReason(): Promise<LocalStack | string> {
  try {
    return await startLocalStack();
  } catch (error) {
    const isMissing = error instanceof EmulatorUnavailable;
    const isPython = isMissing && error.message.includes('no Python 3.13');
    // test/results-reporter.mjs reads the reason up to the first bracket.
    if (isPython || (isMissing && process.env.CI !== 'true')) {
      return error.message.replace(/[()]/g, '');
    }
    throw error;
  }
}

const localStack = await startedOrReason();
const title = 'the state machines on LocalStack';

describe.skipIf(typeof localStack === 'string')(
  typeof localStack === 'string' ? `${title} (skipped: ${localStack})` : title,
  () => {
    const { place, stop } = localStack as LocalStack;
    let machines: Machines;
    let names = 0;
    afterEach(() => machines?.stop());
    afterAll(() => stop());

    async function start(functions: Functions): Promise<{ run: string; arn: string }> {
      names += 1;
      const run = `r${names}`;
      machines = await makeMachines(place, run, { ...FUNCTIONS, ...functions });
      const { executionArn = '' } = await machines.sfn.send(
        new StartExecutionCommand({
          stateMachineArn: machines.runMachineArn,
          name: run,
          input: '{}',
        }),
      );
      return { run, arn: executionArn };
    }

    const describeRun = (executionArn: string) =>
      machines.sfn.send(new DescribeExecutionCommand({ executionArn }));

    /** The run's end. */
    function ended(executionArn: string) {
      return vi.waitFor(async () => {
        const execution = await describeRun(executionArn);
        expect(execution.status).not.toBe('RUNNING');
        return execution;
      }, DEADLINE);
    }

    const callsOf = (name: string) => machines.calls.filter((call) => call.name === name);

    /** The n-th call of a function, waited for. */
    function called(name: string, times: number): Promise<Call> {
      return vi.waitFor(() => {
        expect(callsOf(name).length).toBeGreaterThanOrEqual(times);
        return callsOf(name)[times - 1]!;
      }, DEADLINE);
    }

    async function childrenOf(run: string) {
      const stateMachineArn = machines.runMachineArn.replace(/Run$/, 'Child');
      const { executions = [] } = await machines.sfn.send(
        new ListExecutionsCommand({ stateMachineArn }),
      );
      return executions
        .filter(({ name }) => name?.startsWith(`${run}-`))
        .map(({ name, status }) => `${name} ${status}`)
        .sort();
    }

    it('go from child to child, the parent running until the end, whose output is the report', async () => {
      const statuses: (string | undefined)[] = [];
      const { run, arn } = await start({
        Plan: async ({ payload }) => {
          statuses.push((await describeRun(arn)).status);
          if (payload.child === 1)
            return { ...placeOf(payload), status: 'searched', forced: false };
          return arrived(payload);
        },
        Close: ({ payload }) => ({ ...placeOf(payload), status: 'continue', closed: 0, child: 1 }),
      });
      const { status, output } = await ended(arn);
      expect([status, JSON.parse(output!)]).toEqual(['SUCCEEDED', { ledgerHash: 'of the report' }]);
      expect(statuses).toEqual(['RUNNING', 'RUNNING']);
      expect(await childrenOf(run)).toEqual([`${run}-1-0 SUCCEEDED`, `${run}-1-1 SUCCEEDED`]);
      expect(callsOf('PrepareRun')[0]!.payload).toEqual({
        input: {},
        execution: { name: run, arn },
      });
      const plans = callsOf('Plan').map(({ payload: { token: _, ...payload } }) => payload);
      const place = { runId: run, epoch: 1, closed: 0 };
      expect(plans).toEqual([
        { ...place, child: 0, resend: false },
        { ...place, child: 1, resend: false },
      ]);
      expect(callsOf('Close')[0]!.payload).toEqual({ ...place, child: 0, batch: 0, forced: false });
    });

    it('wait a round, then plan again with another token; heartbeats do not lengthen it', async () => {
      const { arn } = await start({
        Plan: () => 'silent',
        CheckProgress: ({ payload }) => ({ ...placeOf(payload), status: 'wait', resend: true }),
        Close: ({ payload }) => ({ ...placeOf(payload), status: 'next', closed: 2, resend: false }),
      });
      const old = String((await called('Plan', 1)).payload.token);
      // Our tasks ask for no heartbeats: on AWS one is heard, here it is an InvalidToken; neither
      // makes the round longer.
      const beat = () => machines.sfn.send(new SendTaskHeartbeatCommand({ taskToken: old }));
      let beats = 0;
      await vi.waitFor(async () => {
        await beat().catch(({ name }: Error) => expect(name).toMatch(SETTLED));
        beats += 1;
        expect(callsOf('CheckProgress')).toHaveLength(1);
      }, DEADLINE);
      expect(beats).toBeGreaterThan(1);
      const again = await called('Plan', 2);
      const { token, ...payload } = again.payload;
      // A round fills the history as a generation does.
      expect(payload).toMatchObject({ child: 0, closed: 1, resend: true });
      expect(token).not.toBe(old);
      // The late word changes nothing, whether the service refuses it or not.
      const lateWord = JSON.stringify({ ...arrived(payload), batch: 99 });
      await sendToken(machines.sfn, old, lateWord);
      await sendToken(machines.sfn, String(token), JSON.stringify(arrived(payload)));
      const third = await called('Plan', 3);
      expect(third.payload).toMatchObject({ closed: 2, resend: false });
      const searched = { ...placeOf(third.payload), status: 'searched', forced: false };
      await sendToken(machines.sfn, String(third.payload.token), JSON.stringify(searched));
      expect((await ended(arn)).status).toBe('SUCCEEDED');
      expect(callsOf('Close').map((call) => call.payload.batch)).toEqual([0]);
      const later = new SendTaskSuccessCommand({ taskToken: String(token), output: '{}' });
      await expect(machines.sfn.send(later)).rejects.toMatchObject({
        name: expect.stringMatching(SETTLED),
      });
      await sendToken(machines.sfn, String(token), '{}');
    });

    it('close a silent stage over what arrived', async () => {
      const { arn } = await start({
        Plan: ({ payload }) =>
          payload.closed === 0
            ? 'silent'
            : { ...placeOf(payload), status: 'searched', forced: false },
        CheckProgress: ({ payload }) => ({
          ...placeOf(payload),
          status: 'close',
          batch: 4,
          forced: true,
        }),
        Close: ({ payload }) => ({ ...placeOf(payload), status: 'next', closed: 1, resend: false }),
      });
      expect((await ended(arn)).status).toBe('SUCCEEDED');
      expect(callsOf('Close')[0]!.payload).toMatchObject({ batch: 4, forced: true });
    });

    it('fail with the words of a refusal, and of a search that failed', async () => {
      const cause = 'seed: found -1; allowed: ≥ 0\n'.repeat(200);
      const refused = await start({ PrepareRun: () => ({ status: 'refused', cause }) });
      expect(await ended(refused.arn)).toMatchObject({
        status: 'FAILED',
        error: 'InvalidInput',
        cause,
      });
      await machines.stop();
      const failed = await start({
        Plan: ({ payload }) => ({
          ...placeOf(payload),
          status: 'failed',
          cause: 'too few',
          forced: false,
        }),
      });
      expect(await ended(failed.arn)).toMatchObject({
        status: 'FAILED',
        error: 'RunFailed',
        cause: 'too few',
      });
      expect(await childrenOf(failed.run)).toEqual([`${failed.run}-1-0 SUCCEEDED`]);
    });

    it('fail when a child fails, and say what it failed with', async () => {
      const { run, arn } = await start({
        Plan: () => {
          throw new RangeError('out of range');
        },
      });
      const { status, error, cause } = await ended(arn);
      expect([status, error]).toEqual(['FAILED', 'RunCrashed']);
      expect(cause).toContain('out of range');
      expect(await childrenOf(run)).toEqual([`${run}-1-0 FAILED`]);
    });

    it('call again when a service failed, and not for any other error', async () => {
      const transient = await start({
        PrepareRun: () => {
          if (callsOf('PrepareRun').length === 1) throw new Retryable('DynamoDB does not answer');
          return { status: 'refused', cause: 'called again' };
        },
      });
      expect(await ended(transient.arn)).toMatchObject({ cause: 'called again' });
      await machines.stop();
      const broken = await start({
        PrepareRun: () => {
          throw new RangeError('out of range');
        },
      });
      expect(await ended(broken.arn)).toMatchObject({
        status: 'FAILED',
        error: 'RunCrashed',
        cause: 'out of range',
      });
      expect(callsOf('PrepareRun')).toHaveLength(1);
    });

    it('end with an answer above 256 KiB, which no catch catches', async () => {
      const large = (bytes: number) => ({
        Plan: ({ payload }: Call) => {
          const searched = { ...placeOf(payload), status: 'searched', forced: false };
          return { ...searched, more: 'x'.repeat(bytes - JSON.stringify(searched).length - 10) };
        },
      });
      const fits = await start(large(131_072));
      expect((await ended(fits.arn)).status).toBe('SUCCEEDED');
      await machines.stop();
      const { run, arn } = await start(large(262_200));
      const { error, cause } = await ended(arn);
      expect(error).toBe('RunCrashed');
      expect(cause).toContain('States.DataLimitExceeded');
      expect(await childrenOf(run)).toEqual([`${run}-1-0 FAILED`]);
    });
  },
  60_000,
);

/** As the functions answer when all goes well, for one generation. */
const FUNCTIONS: Functions = {
  PrepareRun: ({ payload }) => {
    const { name } = payload.execution as { name: string };
    return { status: 'ready', runId: name, epoch: 1, child: 0, notes: [] };
  },
  ScoreTest: ({ payload: { runId, epoch } }) => ({ status: 'scored', runId, epoch }),
  Report: () => ({ ledgerHash: 'of the report' }),
};

function placeOf({ runId, epoch, child, closed }: Call['payload']) {
  return { runId, epoch, child, closed };
}

function arrived(payload: Call['payload']) {
  return { ...placeOf(payload), status: 'arrived', batch: 0, forced: false };
}
