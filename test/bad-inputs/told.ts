// A command of this process, with what it says and what it leaves.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../cli/main.ts';
import { inProcess } from '../cli/in-process.ts';
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
  try {
    const words = args.map((word) => word.replace(/^@/, `${folder}/`));
    const { code, stdout, stderr } = await inProcess(main, words, { cwd: folder });
    const written = readdirSync(folder).filter((name) => !Object.hasOwn(files, name));
    return { code, stdout, stderr: stderr.replaceAll(`${folder}/`, '@'), written };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
