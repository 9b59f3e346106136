// How a test reaches the emulator: a block of tests that runs on the deployed stack, is skipped by
// name where no emulator can be had, and fails where it is broken. Waits for the deployment when it is imported.
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, inject, it } from 'vitest';
import type { DeployedStack } from './deployed-stack.ts';
import type { EmulatorState } from './global-setup.ts';

const state = await deployedState(inject('emulator'));

/** `describe` for tests that need the deployed stack; they get it from `deployedStack()`. */
export function describeOnEmulator(name: string, tests: () => void): void {
  switch (state.status) {
    case 'ready':
      describe(name, tests);
      return;
    case 'unavailable':
      // test/results-reporter.mjs reads the reason up to the first bracket.
      describe.skip(`${name} (skipped: ${state.reason.replace(/[()]/g, '')})`, tests);
      return;
    case 'broken':
      it(`${name}: the emulator can be used`, () => {
        throw new Error(state.reason);
      });
  }
}

/** @throws Error outside of tests that run on the emulator */
export function deployedStack(): DeployedStack {
  return readyState().stack;
}

/** The assembly that was deployed, for a test that starts an emulator of its own. */
export function cloudAssembly(): string {
  return readyState().cdkOut;
}

/** Where the shared emulator's functions run: see `processesOf`. */
export function functionsFolder(): string {
  return readyState().functionsFolder;
}

function readyState() {
  if (state.status !== 'ready') throw new Error(`no emulator: ${state.reason}`);
  return state;
}

/** The global setup writes the file, whatever happens. */
async function deployedState(file: string): Promise<EmulatorState> {
  while (!existsSync(file)) await pause(100);
  return JSON.parse(readFileSync(file, 'utf8'));
}
