// A Python with the packages that the snippets of a model card import.
import { fileURLToPath } from 'node:url';
import { ensurePythonEnvironment } from '../emulator/python-environment.ts';

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
