// The tools of our tests at work on machines of their own, and with that what these tests take for
// granted of the emulator: when a new version of it changes that, this says so.
import { PublishVersionCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { beforeAll, expect, it, vi } from 'vitest';
import { clientsOf } from './clients.ts';
import type { DeployedStack } from './deployed-stack.ts';
import {
  childrenOf,
  deliverStopped,
  describeExecution,
  invokeFunction,
  outputOf,
  startRun,
  stopExecution,
  waitForExecution,
} from './executions.ts';
import { logLinesOf } from './function-logs.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import { makeFunction } from './toy-function.ts';
import { childState, invokeState, makeMachine, type States, tokenState } from './toy-machine.ts';

const DEADLINE_MS = 30_000;
const TOY = `
  console.log(JSON.stringify({ received: event }));
  if (event.fails) throw new RangeError('as told');
  return { version: process.env.VERSION };`;

describeOnEmulator('the tools of these tests', () => {
  /** The deployed stack's place, its machines replaced: a parent, and a child that waits 4 s. */
  let toy: DeployedStack;

  beforeAll(async () => {
    const { place, stackName, outputs } = deployedStack();
    const RunStoppedFunction = 'toy-function';
    const functionArn = await makeFunction(place, RunStoppedFunction, TOY, { VERSION: 'first' });
    const GenerationsMachineArn = await makeMachine(place, 'toy-generations', {
      Wait: tokenState(functionArn, 4),
      Late: { Type: 'Succeed' },
    });
    const RunMachineArn = await makeMachine(place, 'toy-run', {
      Run: childState(GenerationsMachineArn),
    });
    const toys = { RunMachineArn, GenerationsMachineArn, RunStoppedFunction };
    toy = { place, stackName, outputs: { ...outputs, ...toys } };
  });

  async function endOf(name: string, states: States, input: unknown) {
    const RunMachineArn = await makeMachine(toy.place, name, states);
    const stack = { ...toy, outputs: { ...toy.outputs, RunMachineArn } };
    return waitForExecution(stack, await startRun(stack, input), DEADLINE_MS);
  }

  /** What the function was sent with `text` in it, waited for. */
  function received(text: string): Promise<Record<string, unknown>> {
    return vi.waitFor(
      async () => {
        const lines = await logLinesOf(toy, 'toy-function');
        const line = lines.find((one) => one.startsWith('{') && one.includes(text));
        return JSON.parse(line!).received;
      },
      { timeout: 10_000 },
    );
  }

  function runningChildOf(runId: string) {
    return vi.waitFor(
      async () => {
        const children = await childrenOf(toy, runId);
        expect(children).toMatchObject([{ name: `${runId}-0-0`, status: 'RUNNING' }]);
        return children[0]!.executionArn!;
      },
      { timeout: 10_000 },
    );
  }

  it('start and read runs; a parent ends after its child, whose round ends with States.Timeout', async () => {
    const run = await startRun(toy, { seed: 7 }, 'waits');
    const child = await runningChildOf('waits');
    expect(await describeExecution(toy, run)).toMatchObject({ status: 'RUNNING' });
    await expect(waitForExecution(toy, run, 0)).rejects.toThrow('still running');
    const output = outputOf(await waitForExecution(toy, run, DEADLINE_MS));
    expect(output).toMatchObject({ seed: 7, timeout: { Error: 'States.Timeout' } });
    expect(await describeExecution(toy, child)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await childrenOf(toy, 'wait')).toEqual([]);
  });

  it('find the token in what a function received; used or late, it does not exist', async () => {
    const sendToken = (taskToken: string) =>
      clientsOf(toy.place).sfn.send(
        new SendTaskSuccessCommand({ taskToken, output: '{"status":"arrived"}' }),
      );
    const tokens = async () => {
      const lines = await logLinesOf(toy, 'toy-function');
      const sent = lines.filter((line) => line.startsWith('{"received":{"token"'));
      return sent.map((line) => String(JSON.parse(line).received.token));
    };
    const next = (known: readonly string[]) =>
      vi.waitFor(
        async () => {
          const token = (await tokens()).find((one) => !known.includes(one));
          expect(token).toBeDefined();
          return token!;
        },
        { timeout: 10_000 },
      );
    const known = await tokens();
    const settled = { name: 'TaskDoesNotExist' };

    const run = await startRun(toy, {}, 'token-used');
    const used = await next(known);
    await sendToken(used);
    expect(outputOf(await waitForExecution(toy, run, DEADLINE_MS))).toEqual({ status: 'arrived' });
    await expect(sendToken(used)).rejects.toMatchObject(settled);

    const lateRun = await startRun(toy, {}, 'token-late');
    const late = await next([...known, used]);
    await waitForExecution(toy, lateRun, DEADLINE_MS);
    await expect(sendToken(late)).rejects.toMatchObject(settled);
  });

  it('stop a run as the console does; the child goes on, and the event can be delivered', async () => {
    const run = await startRun(toy, {}, 'stopped');
    const child = await runningChildOf('stopped');
    await stopExecution(toy, run);
    expect(await describeExecution(toy, run)).toMatchObject({ status: 'ABORTED' });
    expect(await describeExecution(toy, child)).toMatchObject({ status: 'RUNNING' });
    expect(await deliverStopped(toy, run, 'ABORTED')).toMatchObject({
      functionError: undefined,
      payload: { version: 'first' },
    });
    const event = await received(run);
    expect(event).toMatchObject({ source: 'aws.states', resources: [run] });
    expect(event.detail).toMatchObject({ name: 'stopped', status: 'ABORTED', executionArn: run });
  });

  it('see a refusal with its cause, and an error of a function without its name', async () => {
    const rejected = { Type: 'Fail', Error: 'InvalidInput', CausePath: '$.cause' };
    const ended = await endOf('toy-rejection', { Rejected: rejected }, { cause: 'two faults' });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'InvalidInput', cause: 'two faults' });
    expect(() => outputOf(ended)).toThrow('InvalidInput: two faults');
    expect(await invokeFunction(toy, 'toy-function', { fails: true })).toEqual({
      functionError: 'Unhandled',
      payload: { errorMessage: 'as told', errorType: 'Runtime.HandlerError' },
    });
  });

  it('see the version that a machine names, whatever was updated since', async () => {
    const { lambda } = clientsOf(toy.place);
    const FunctionName = 'toy-function';
    const { FunctionArn } = await lambda.send(new PublishVersionCommand({ FunctionName }));
    const Environment = { Variables: { VERSION: 'second' } };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
    const ended = await endOf('toy-version', { Call: invokeState(FunctionArn!) }, {});
    expect(outputOf(ended)).toEqual({ version: 'first' });
    expect(await invokeFunction(toy, FunctionName, {})).toMatchObject({
      payload: { version: 'second' },
    });
  });
});
