// Vitest's global setup: before any test starts the command line, dist/ is built, under `npx vitest` as
// under `npm test`, and the data set that most tests search on is written.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureBuilt } from '../cli/bin/ensure-built.mjs';
import { writeSmallDigits } from './data/small-digits.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of its manifest. */
    smallDigits: string;
  }
}

let folder = '';

export async function setup({ provide }: TestProject): Promise<void> {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'evolambda-digits-'));
  provide('smallDigits', await writeSmallDigits(folder));
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
