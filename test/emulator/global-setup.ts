// Vitest's global setup of the emulator's tests: one MiniStack with one deployed stack for all of them. It does
// not wait for the deployment: the tests of other projects run beside it.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { LOCAL } from './cdk.ts';
import { type DeployedStack, deployAnew } from './deployed-stack.ts';
import { type MiniStack, startMiniStack } from './ministack.ts';
import { EmulatorUnavailable } from './python-environment.ts';

/** What the tests find: the stack, or why there is none. */
export type EmulatorState =
  | {
      readonly status: 'ready';
      readonly stack: DeployedStack;
      readonly cdkOut: string;
      readonly functionsFolder: string;
    }
  /** This machine has no Python or no package index: the tests are skipped. */
  | { readonly status: 'unavailable'; readonly reason: string }
  /** Something is broken: the tests fail. */
  | { readonly status: 'broken'; readonly reason: string };

declare module 'vitest' {
  interface ProvidedContext {
    /** A file that holds the EmulatorState, once there is one. */
    emulator: string;
  }
}

/** Small, so that tests meet what long runs meet: several children, and rounds that time out. */
const TEST_CONTEXT = {
  ...LOCAL,
  childGenerations: 2,
  // Longer than a large network trains on a slow machine: a round without an arrival sends messages again.
  roundSeconds: 10,
  maxConcurrency: 2,
  maxStackUsdPerDay: 100_000,
};

let folder = '';
let emulator: MiniStack | undefined;
let written: Promise<void> = Promise.resolve();

export function setup({ provide }: TestProject): void {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-emulator-'));
  const file = join(folder, 'state.json');
  provide('emulator', file);
  written = start().then((state) => {
    // Renamed: no test reads half of it.
    writeFileSync(`${file}.part`, JSON.stringify(state));
    renameSync(`${file}.part`, file);
  });
}

export async function teardown(): Promise<void> {
  await written;
  await emulator?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function start(): Promise<EmulatorState> {
  try {
    emulator = await startMiniStack({ folder, say, auth: true });
    const cdkOut = join(folder, 'cdk.out');
    say('Deploying the stack on the emulator …');
    const stack = await deployAnew(emulator.place, cdkOut, TEST_CONTEXT);
    return { status: 'ready', stack, cdkOut, functionsFolder: emulator.functionsFolder };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const mayBeMissing = error instanceof EmulatorUnavailable && process.env.CI !== 'true';
    return { status: mayBeMissing ? 'unavailable' : 'broken', reason };
  }
}

function say(words: string): void {
  process.stderr.write(`${words}\n`);
}
