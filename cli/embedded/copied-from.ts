// copied-from.json of a run's directory: which run on AWS it is a copy of, and so where its files are copied
// from again.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { evolambdaCommand, withOperand } from '../../shared/kernel/shell-command.ts';

export const COPIED_FROM = 'copied-from.json';

const originSchema = z.strictObject({ runId: z.string(), stack: z.string(), bucket: z.string() });

export type Origin = z.output<typeof originSchema>;

/** Undefined where the directory is no copy. */
export function originIn(directory: string): Origin | undefined {
  try {
    return originSchema.parse(JSON.parse(readFileSync(join(directory, COPIED_FROM), 'utf8')));
  } catch {
    // A run of this machine, or a file of somebody else's.
    return undefined;
  }
}

/** The command that copies the run again. */
export function copyCommand({ runId, stack }: Origin, directory: string): string {
  return evolambdaCommand('results', ...withOperand(runId, ['--stack', stack, '--out', directory]));
}
