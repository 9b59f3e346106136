// Task tokens of our own state machines in an interpreter of their own: rounds that end, heartbeats,
// and answers that are too large.
import { setTimeout as pause } from 'node:timers/promises';
import {
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { expect, it, vi } from 'vitest';
import { sendToken } from '../../functions/aws/stage-root.ts';
import { describeOnLocalStack } from './on-localstack.ts';
import {
  arrived,
  endOf,
  placeOf,
  type StartedRun,
  searched,
  startRun,
  taskErrorsOf,
} from './started-run.ts';
import type { Call, Functions } from './token-machines.ts';

/** The settings allow an emulator 5: answers need some of it on a busy machine. */
const ROUND_SECONDS = 8;
/** The quota of a state's input and output, in bytes; AWS refuses a SendTaskSuccess of more at once. */
const QUOTA = 262_144;

await describeOnLocalStack('task tokens on LocalStack', () => {
  it('end with their round; the next Plan has another token, and the old one has no effect', async () => {
    const run = await startRun(
      {
        Plan: async ({ payload }) => {
          if (payload.closed === 0) return 'silent';
          // While its execution runs LocalStack takes an old token, where AWS says TaskTimedOut:
          // whichever it is, this one is no fault and leads nowhere.
          if (payload.closed === 1) await sendToken(run.sfn, tokenOf(first), late(payload));
          return payload.closed === 1 ? arrived(payload) : searched(payload);
        },
        CheckProgress: ({ payload }) => ({ ...placeOf(payload), status: 'wait', resend: true }),
        Close: ({ payload }) => ({ ...placeOf(payload), status: 'next', closed: 2, resend: false }),
      },
      { roundSeconds: ROUND_SECONDS },
    );
    const first = await run.called('Plan', 1);
    expect((await endOf(run.sfn, run.arn)).status).toBe('SUCCEEDED');
    const child = childOf(run);
    expect(await taskErrorsOf(run.sfn, child)).toEqual(['States.Timeout']);
    const place = { runId: run.name, epoch: 1, child: 0 };
    // A round fills the history as a generation does.
    expect(run.callsOf('CheckProgress').map(({ payload }) => payload)).toEqual([
      { ...place, closed: 1 },
    ]);
    const plans = run.callsOf('Plan').map(({ payload: { closed, resend } }) => [closed, resend]);
    expect(plans).toEqual([
      [0, false],
      [1, true],
      [2, false],
    ]);
    expect(run.callsOf('Close').map(({ payload }) => payload.batch)).toEqual([0]);
    const tokens = run.callsOf('Plan').map(tokenOf);
    expect(new Set(tokens).size).toBe(3);
    // Expired, settled, and never issued.
    for (const token of [...tokens, 'none']) {
      expect(await errorOf(() => success(run.sfn, token))).toBe('InvalidToken');
      expect(await errorOf(() => heartbeat(run.sfn, token))).toBe('InvalidToken');
      await sendToken(run.sfn, token, '{}');
    }
  });

  it('end with their round when a stage is closed without them', async () => {
    const run = await startRun(
      {
        Plan: ({ payload }) => (payload.closed === 0 ? 'silent' : searched(payload)),
        CheckProgress: ({ payload }) => ({
          ...placeOf(payload),
          status: 'close',
          batch: 4,
          forced: true,
        }),
        Close: ({ payload }) => ({ ...placeOf(payload), status: 'next', closed: 1, resend: false }),
      },
      { roundSeconds: ROUND_SECONDS },
    );
    expect((await endOf(run.sfn, run.arn)).status).toBe('SUCCEEDED');
    expect(run.callsOf('Close').map(({ payload }) => payload)).toEqual([
      { runId: run.name, epoch: 1, child: 0, closed: 1, batch: 4, forced: true },
    ]);
  });

  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html: a timeout
  // counts regardless of heartbeats. It names no condition for one; LocalStack wants a state to ask.
  it('are not extended by heartbeats: a round keeps its length', async () => {
    // Our Plan as it is, and one that asks.
    const run = await startRun(SILENT, { roundSeconds: ROUND_SECONDS });
    const asking = { HeartbeatSeconds: ROUND_SECONDS - 1 };
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const held: Functions = {
      ...SILENT,
      // Until the last beat is answered: the token of an execution that is over is InvalidToken.
      CheckProgress: (call) => released.then(() => SILENT.CheckProgress!(call)),
    };
    const heard = await startRun(held, { roundSeconds: ROUND_SECONDS, plan: asking });
    const unheard = tokenOf(await run.called('Plan', 1));
    expect(await errorOf(() => heartbeat(run.sfn, unheard))).toBe('InvalidToken');
    const token = tokenOf(await heard.called('Plan', 1));
    let beats = 0;
    await vi.waitFor(
      async () => {
        await heartbeat(heard.sfn, token);
        beats += 1;
        expect(heard.callsOf('CheckProgress')).toHaveLength(1);
      },
      { timeout: 50_000, interval: 100 },
    );
    release();
    expect(beats).toBeGreaterThan(1);
    for (const { sfn, arn, ...names } of [run, heard]) {
      expect((await endOf(sfn, arn)).status).toBe('FAILED');
      expect(await taskErrorsOf(sfn, childOf(names))).toEqual(['States.Timeout']);
    }
    expect(await errorOf(() => heartbeat(heard.sfn, token))).toBe('InvalidToken');
  });

  it('accept output up to the quota of Step Functions; larger output ends a child', async () => {
    const childInput = { runId: 'r', epoch: 1, child: 0, closed: 0, resend: false };
    // LocalStack counts blanks behind commas and colons.
    const fits = await startRun({ Plan: sized(QUOTA - 50) }, { childInput });
    const isLarge = await startRun({ Plan: sized(QUOTA + 1) }, { childInput });
    expect((await endOf(fits.sfn, fits.arn)).output).toHaveLength(QUOTA - 50);
    expect(await endOf(isLarge.sfn, isLarge.arn)).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
  });

  it('end a run whose output is too large', async () => {
    const inChild = await startRun({ Plan: sized(QUOTA + 1) });
    const { error, cause } = await endOf(inChild.sfn, inChild.arn);
    expect(error).toBe('RunCrashed');
    expect(cause).toContain('States.DataLimitExceeded');
    expect(await inChild.children()).toEqual([`${inChild.name}-1-0 FAILED`]);
    // On AWS no States.ALL catches it: there the parent's own ends as States.DataLimitExceeded, and
    // RunStopped hears of it. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    const inParent = await startRun({ PrepareRun: sized(QUOTA + 1) });
    expect(await endOf(inParent.sfn, inParent.arn)).toMatchObject({
      status: 'FAILED',
      error: 'RunCrashed',
    });
    expect(await taskErrorsOf(inParent.sfn, inParent.arn)).toEqual(['States.DataLimitExceeded']);
    expect(await inParent.children()).toEqual([]);
  });
});

/** A stage of which nothing is ever heard, and that fails after a round. */
const SILENT: Functions = {
  Plan: () => 'silent',
  CheckProgress: ({ payload }) => ({ ...placeOf(payload), status: 'failed', cause: 'silent' }),
};

function tokenOf({ payload }: Call): string {
  return String(payload.token);
}

/** A success of another batch, which nothing may come of. */
function late(payload: Call['payload']): string {
  return JSON.stringify({ ...arrived(payload), batch: 99 });
}

/** Says that the search is over, in so many bytes. */
function sized(bytes: number) {
  return ({ payload }: Call) => {
    const words = { ...searched(payload), more: '' };
    return { ...words, more: 'x'.repeat(bytes - JSON.stringify(words).length) };
  };
}

function childOf({ name, childMachineArn }: Pick<StartedRun, 'name' | 'childMachineArn'>): string {
  return `${childMachineArn.replace(':stateMachine:', ':execution:')}:${name}-1-0`;
}

/**
 * The name of the error with which a call is answered; undefined without one. LocalStack looks through all executions
 * and answers InternalError while one of them starts: then it is asked again.
 */
async function errorOf(call: () => Promise<unknown>): Promise<string | undefined> {
  for (;;) {
    const name = await call().then(
      () => undefined,
      (error: Error) => error.name,
    );
    if (name !== 'InternalError') return name;
    await pause(100);
  }
}

function success(sfn: SFNClient, taskToken: string) {
  return sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
}

function heartbeat(sfn: SFNClient, taskToken: string) {
  return sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
}
