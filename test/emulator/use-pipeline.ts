// The steps in this process on the deployed stack: one pipeline and the small digits for all tests of a file.
import { afterEach, beforeAll } from 'vitest';
import type { Trainer } from '../../shared/training/trainer.ts';
import { type InProcess, inProcess } from './in-process.ts';
import { deployedStack } from './on-emulator.ts';
import { pushSmallDigits } from './small-digits.ts';

/** Set by `usePipeline`. */
export let pipeline: InProcess;

/**
 * Called once by each file of tests. Injected faults are removed after each test.
 * @param open the engine; the default one without it
 */
export function usePipeline(open?: () => Promise<Trainer>): void {
  beforeAll(async () => {
    await pushSmallDigits(deployedStack());
    pipeline = await inProcess(deployedStack(), await open?.());
  });
  afterEach(() => pipeline.calls.heal());
}
