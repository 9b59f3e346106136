// Fixed trainings in a process or threads of their own, from a bundle made for the engine.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { expect } from 'vitest';
import { OPTIMIZERS } from '../../shared/network/optimizer.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { tensorsDigests } from './train-elsewhere.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
// Under node_modules, so that the bundle finds the packages that it imports.
const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));

/**
 * Two threads at once, another process and this one give the same bits, with every trainer and optimizer.
 * @param makeTrainers source of an expression that gives the trainers again, in the same order
 * @param imports source of what it needs
 */
export async function expectSameBitsElsewhere(
  trainers: readonly Trainer[],
  { imports, makeTrainers }: { readonly imports: string; readonly makeTrainers: string },
): Promise<void> {
  const expected: Record<string, string>[] = [];
  for (const trainer of trainers) {
    const digests = await tensorsDigests(trainer);
    expect(new Set(Object.values(digests)).size).toBe(OPTIMIZERS.length);
    expected.push(digests);
  }
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'evolambda-test-'));
  try {
    const script = join(folder, 'train-elsewhere.mjs');
    await bundle(script, imports, makeTrainers);
    const threads = [inThread(script), inThread(script)];
    const output = execFileSync(process.execPath, [script], { encoding: 'utf8' });
    expect(JSON.parse(output.split('\n').at(-1) ?? '')).toEqual(expected);
    expect(await Promise.all(threads)).toEqual([expected, expected]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundle(outfile: string, imports: string, makeTrainers: string): Promise<void> {
  const contents = `
    import { isMainThread, parentPort } from 'node:worker_threads';
    import { tensorsDigests } from './train-elsewhere.ts';
    ${imports}
    const digests = [];
    for (const trainer of ${makeTrainers}) digests.push(await tensorsDigests(trainer));
    if (isMainThread) process.stdout.write(JSON.stringify(digests));
    else parentPort.postMessage(digests);`;
  await build({
    stdin: { contents, resolveDir: here, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
}

function inThread(file: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file);
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
