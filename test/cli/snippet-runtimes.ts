// What runs the snippets of a model card: a Python with their packages, and the system's Chromium.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensurePythonEnvironment } from '../emulator/python-environment.ts';

const run = promisify(execFile);

/** @throws EmulatorUnavailable where there is no Python, or its packages cannot be installed */
export async function python(): Promise<string> {
  return ensurePythonEnvironment({
    name: 'snippets',
    requirements: fileURLToPath(new URL('../report/requirements.txt', import.meta.url)),
    pythons: ['python3', 'python'],
    announcement: 'Installing onnxruntime and pandas …',
    say: () => undefined,
  });
}

/** Undefined where none is installed. */
export async function chromium(): Promise<string | undefined> {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const found = await run(name, ['--version']).catch(() => undefined);
    if (found !== undefined) return name;
  }
  return undefined;
}
