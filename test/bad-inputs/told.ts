// A command of this process, with what it says and what it leaves.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { main } from '../../cli/main.ts';
import type { BadInput } from './bad-input.ts';

export interface Told {
  readonly code: number;
  readonly stdout: string;
  /** Standard error, the folder's path written as @. */
  readonly stderr: string;
  /** What lies in the folder afterwards and did not before. */
  readonly written: readonly string[];
}

/** Runs the command in a folder with the files of the input. */
export async function told({ args, files = {} }: BadInput): Promise<Told> {
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-bad-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const before = { cwd: process.cwd(), argv: process.argv };
  const said = { stdout: '', stderr: '' };
  const listen = (stream: 'stdout' | 'stderr') =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += text;
      return true;
    });
  const spies = [listen('stdout'), listen('stderr')];
  try {
    process.chdir(folder);
    const words = args.map((word) => word.replace(/^@/, `${folder}/`));
    process.argv = ['node', 'evolambda', ...words];
    const code = await main(words);
    const written = readdirSync(folder).filter((name) => !Object.hasOwn(files, name));
    return {
      code,
      stdout: said.stdout,
      stderr: said.stderr.replaceAll(`${folder}/`, '@'),
      written,
    };
  } finally {
    process.chdir(before.cwd);
    process.argv = before.argv;
    for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
    for (const spy of spies) spy.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
}
