// The backends of TensorFlow.js that this machine has, each with a block of tests that is skipped by
// name where it is missing.
import { describe } from 'vitest';
import { BACKENDS, type TfjsBackendName } from '../../shared/contracts/engine-choice.ts';
import { openTfjs, type TfjsBackend } from '../../shared/training/tfjs/backend.ts';
import { TENSORFLOW_ENVIRONMENT } from '../../shared/training/tfjs/tensorflow-environment.ts';

Object.assign(process.env, TENSORFLOW_ENVIRONMENT);

/** Only the native one may be missing: the others are development packages. */
async function openOrMissing(name: TfjsBackendName): Promise<TfjsBackend | undefined> {
  return name === 'native' ? openTfjs(name).catch(() => undefined) : openTfjs(name);
}

const backends: [TfjsBackendName, TfjsBackend | undefined][] = [];
for (const name of BACKENDS.tfjs) backends.push([name, await openOrMissing(name)]);

/** By name, without those that are missing. */
export const openBackends: ReadonlyMap<TfjsBackendName, TfjsBackend> = new Map(
  backends.flatMap(([name, backend]) => (backend === undefined ? [] : [[name, backend] as const])),
);

/** Declares the tests once for each backend. */
export function describeBackends(
  tests: (name: TfjsBackendName, backend: TfjsBackend) => void,
  names: readonly TfjsBackendName[] = BACKENDS.tfjs,
): void {
  for (const [name, backend] of backends) {
    if (!names.includes(name)) continue;
    if (backend !== undefined) describe(`tfjs ${name}`, () => tests(name, backend));
    else {
      const reason = 'not built here: npm run tfjs:native';
      describe.skip(`tfjs ${name} (skipped: ${reason})`, () => tests(name, {} as TfjsBackend));
    }
  }
}
