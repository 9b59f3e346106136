// A run on AWS as a directory of this machine. copied-from.json names the run from the first file on, and the
// journal comes last: a copy that was interrupted is no run, and the same command completes it.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import { Corrupt, InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { type BlobStore, hasBlob } from '../../shared/ports/blob-store.ts';
import { COPIED_FROM, type Origin, originIn } from '../embedded/copied-from.ts';
import { readJournal, writeJournal } from '../embedded/file-run-store.ts';
import { isRemains, journalOf, makeDirectory } from '../embedded/run-directory.ts';
import { lockJournal } from '../embedded/run-lock.ts';
import { systemCodeOf, unusable } from '../embedded/system-error.ts';
import { writeOwn } from '../embedded/write-whole.ts';

export interface RunCopy {
  readonly origin: Origin;
  readonly events: readonly LedgerEvent[];
  /** What is copied beside the journal, and derived from it: called with the directory locked. */
  readonly copyRest: () => Promise<void>;
}

/**
 * Copies a run into a directory, or completes a copy of it there.
 * @throws InvalidInput when the directory holds something else, another run, or this one gone on with
 * @throws Retryable when the disk or AWS fails; what was copied stays
 */
export async function copyRun(
  directory: string,
  { origin, events, copyRest }: RunCopy,
): Promise<void> {
  await refuseOther(directory, origin);
  await makeDirectory(directory);
  const unlock = await lockJournal(journalOf(directory), '--out');
  try {
    // Between the look above and the lock, another process may have come and gone.
    await refuseOther(directory, origin);
    const kept = await keptJournal(directory, origin, events);
    await writeOwn(join(directory, COPIED_FROM), `${JSON.stringify(origin, null, 2)}\n`);
    await copyRest();
    if (kept !== 'whole') await writeJournal(journalOf(directory), events);
  } finally {
    await unlock();
  }
}

/** Puts here what is missing or damaged. @returns reasons, in words, for what AWS does not have either */
export async function copyBlobs(
  names: Iterable<string>,
  from: Pick<BlobStore, 'get'>,
  to: BlobStore,
): Promise<string[]> {
  const lost: string[] = [];
  for (const name of new Set(names)) {
    try {
      if (!(await hasBlob(to, name))) await to.put(await from.get(name));
    } catch (error) {
      if (!(error instanceof Corrupt)) throw error;
      lost.push(error.message);
    }
  }
  return lost;
}

async function refuseOther(directory: string, origin: Origin): Promise<void> {
  const { runId } = origin;
  const names = await readdir(directory).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw unusable('--out', directory, error);
  });
  if (names.every((name) => isRemains(directory, name))) return;
  const found = originIn(directory);
  if (canonicalJson(found ?? null) === canonicalJson(origin)) return;
  const what = found === undefined ? 'other files' : `the run ${found.runId} of ${found.stack}`;
  const value = shown(directory);
  const problem = `${value} contains ${what}`;
  const allowed = `a new or empty directory or a copy of the run ${runId} of ${origin.stack}`;
  throw new InvalidInput([{ path: '--out', value, problem, allowed }]);
}

/**
 * Whether the journal there is whole: it has all events that AWS has; a damaged one is written again.
 * @throws InvalidInput when it tells of something that AWS does not have: the run was resumed here
 */
async function keptJournal(
  directory: string,
  { runId }: Origin,
  events: readonly LedgerEvent[],
): Promise<'whole' | 'missing'> {
  const path = journalOf(directory);
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size === 0) return 'missing';
  const kept = await readJournal(path).catch((error: unknown) => {
    if (error instanceof Corrupt) return [];
    throw error;
  });
  const here = new Set(kept.map(({ id }) => id));
  if (events.every(({ id }) => here.has(id))) return 'whole';
  const there = new Set(events.map(({ id }) => id));
  if (kept.every(({ id }) => there.has(id))) return 'missing';
  const value = shown(directory);
  const problem = `the run ${runId} was resumed in ${value} and differs from AWS`;
  throw new InvalidInput([{ path: '--out', value, problem, allowed: 'a new directory' }]);
}
