// The emulator's own life: nothing of it stays behind, however it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { packageRoot } from '../../cli/data/package-root.ts';
import { lineOf } from '../cli/command-line.ts';
import { clientsOf } from './clients.ts';
import { isAlive, processesOf } from './function-processes.ts';
import { startMiniStack } from './ministack.ts';
import { describeOnEmulator } from './on-emulator.ts';
import { makeFunction } from './toy-function.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-ministack-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeOnEmulator('a MiniStack', () => {
  it('ends with all processes of its functions, busy ones too', async () => {
    const emulator = await startMiniStack({ folder: join(folder, 'busy') });
    const { lambda } = clientsOf(emulator.place);
    const body = 'if (event.forever) for (;;); return 1;';
    await makeFunction(emulator.place, 'toy', body);
    const idle = new InvokeCommand({ FunctionName: 'toy', Payload: '{}' });
    await lambda.send(idle);
    const busy = new InvokeCommand({ FunctionName: 'toy', Payload: '{"forever":true}' });
    const unanswered = expect(lambda.send(busy)).rejects.toThrow();
    const second = new InvokeCommand({ FunctionName: 'toy', Payload: '{}' });
    await vi.waitFor(
      async () => {
        await lambda.send(second);
        expect(processesOf(emulator.functionsFolder, 'toy')).toHaveLength(2);
      },
      { timeout: 20_000 },
    );
    await emulator.stop();
    await emulator.stop();
    await unanswered;
    expect(isAlive(emulator.pid)).toBe(false);
    await vi.waitFor(() => expect(processesOf(emulator.functionsFolder, 'toy')).toEqual([]));
  });

  it('ends with the process that started it, killed with -9', async () => {
    const script = join(packageRoot(), '.evolambda', `hold-${process.pid}.mjs`);
    await build({
      stdin: {
        contents: `import { startMiniStack } from './ministack.ts';
          const { pid } = await startMiniStack({ folder: process.argv[2] });
          process.stdout.write(pid + '\\n');
          setInterval(() => undefined, 1000);`,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
    try {
      const holder = spawn(process.execPath, [script, join(folder, 'held')]);
      const pid = Number(await lineOf(holder, 'stdout', /^\d+$/));
      expect(isAlive(pid)).toBe(true);
      holder.kill('SIGKILL');
      await once(holder, 'close');
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 });
    } finally {
      rmSync(script, { force: true });
    }
  });

  it('says why it does not come up', async () => {
    const first = await startMiniStack({ folder: join(folder, 'first') });
    try {
      const port = Number(new URL(first.place.endpoint).port);
      const second = startMiniStack({ folder: join(folder, 'second'), port });
      await expect(second).rejects.toThrow('already in use');
    } finally {
      await first.stop();
    }
  });
});
