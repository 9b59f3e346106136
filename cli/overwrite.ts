// Files of others: no command writes over a file that it did not write itself, unless --force is given.
import { readFile, stat } from 'node:fs/promises';
import { type Fault, InvalidInput, shown } from '../shared/kernel/errors.ts';
import type { Flag, FlagValues } from './flags.ts';

export const FORCE: Flag = {
  type: 'switch',
  group: 'Output',
  help: 'Overwrite existing files',
};

/** Whether a file is what the command would write, or wrote earlier for the same run. */
export type IsOwn = (content: Buffer, path: string) => boolean;

/**
 * Before anything is written. A device or a pipe is nobody's file.
 * @param name of the flag by which the person named the place
 * @throws InvalidInput naming each file that is there and is not the command's own, unless --force is given
 */
export async function refuseOverwriting(
  name: string,
  paths: Iterable<string>,
  { force }: FlagValues,
  isOwn: IsOwn,
): Promise<void> {
  if (force === true) return;
  const faults: Fault[] = [];
  for (const path of paths) {
    if ((await stat(path).catch(() => undefined))?.isFile() !== true) continue;
    const content = await readFile(path).catch(() => undefined);
    if (content !== undefined && isOwn(content, path)) continue;
    const value = shown(path);
    const problem = `${value} already exists`;
    faults.push({
      path: name,
      value,
      problem,
      allowed: 'a new file',
      hint: '--force overwrites it',
    });
  }
  if (faults.length > 0) throw new InvalidInput(faults);
}

/** A page of ours has this title. */
export function isPageTitled(title: string | RegExp): IsOwn {
  return (content) => {
    const [, found = ''] = /<title>([^<]*)<\/title>/.exec(content.toString()) ?? [];
    return typeof title === 'string' ? found === title : title.test(found);
  };
}
