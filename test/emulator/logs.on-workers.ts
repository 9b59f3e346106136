// What the functions log: enough to follow a run by its name, and no task token, for whoever holds one
// could end a stage.
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import { readRoot } from '../../functions/aws/stage-root.ts';
import { clientsOf } from './clients.ts';
import { finishedRun } from './finished-run.ts';
import { logLinesOf } from './function-logs.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import { storesOf } from './small-digits.ts';

describeOnEmulator('the logs of a run', () => {
  it('name it, and hold no task token', async () => {
    const stack = deployedStack();
    const { runId, execution } = await finishedRun();
    expect(execution.status).toBe('SUCCEEDED');
    const { table } = storesOf(stack);
    const roots = await Promise.all(
      [0, 1, 2, 3, 4].map((batch) => readRoot(table, { runId, epoch: 1, batch })),
    );
    const tokens = roots.map(({ token }) => token!);
    expect(new Set(tokens).size).toBe(roots.length);
    const { Functions = [] } = await clientsOf(stack.place).lambda.send(
      new ListFunctionsCommand({}),
    );
    const names = Functions.map(({ FunctionName }) => FunctionName!).filter((name) =>
      name.startsWith(`${stack.stackName}-`),
    );
    const lines = (await Promise.all(names.map((name) => logLinesOf(stack, name)))).flat();
    expect(lines.filter((line) => line.includes(runId)).length).toBeGreaterThan(roots.length);
    expect(lines.filter((line) => tokens.some((token) => line.includes(token)))).toEqual([]);
  });
});
