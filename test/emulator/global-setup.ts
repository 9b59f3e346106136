// Vitest's global setup of the emulator's tests: one MiniStack with one deployed stack for all of
// them. Vitest runs it only when a test of that project is to be run.
import { mkdtempSync, rmSync } from 'node:fs';
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
    emulator: EmulatorState;
  }
}

/** Small, so that tests meet what long runs meet: several children, and rounds that time out. */
const TEST_CONTEXT = {
  ...LOCAL,
  childGenerations: 2,
  roundSeconds: 7,
  maxConcurrency: 2,
  maxStackUsdPerDay: 100_000,
};

let emulator: MiniStack | undefined;
let folder: string;

export async function setup({ provide }: TestProject): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-emulator-'));
  provide('emulator', await startedState());
}

export async function teardown(): Promise<void> {
  await emulator?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function startedState(): Promise<EmulatorState> {
  try {
    emulator = await startMiniStack({ folder, say });
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
