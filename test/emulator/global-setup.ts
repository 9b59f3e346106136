// Vitest's global setup of the emulator's tests: one MiniStack with one deployed stack for all of
// them. Vitest runs it for each project of which a test is to be run, and loads it anew for each.
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
  // Longer than a large network trains on a slow machine: a round without an arrival sends messages again.
  roundSeconds: 15,
  maxConcurrency: 2,
  maxStackUsdPerDay: 100_000,
};

interface Started {
  readonly state: EmulatorState;
  /** Does nothing the second time. */
  readonly stop: () => Promise<void>;
}

/** What the projects share. */
const shared = globalThis as { evolambdaEmulator?: Promise<Started> };

export async function setup({ provide }: TestProject): Promise<void> {
  shared.evolambdaEmulator ??= start();
  provide('emulator', (await shared.evolambdaEmulator).state);
}

export async function teardown(): Promise<void> {
  await (await shared.evolambdaEmulator)?.stop();
}

async function start(): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-emulator-'));
  let emulator: MiniStack | undefined;
  const state = await startedState(folder, (started) => {
    emulator = started;
  });
  const stop = async () => {
    await emulator?.stop();
    emulator = undefined;
    rmSync(folder, { recursive: true, force: true });
  };
  return { state, stop };
}

async function startedState(
  folder: string,
  onStarted: (emulator: MiniStack) => void,
): Promise<EmulatorState> {
  try {
    const emulator = await startMiniStack({ folder, say });
    onStarted(emulator);
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
