// A run's directory: made for a new run or found again, and held by one process at a time.

import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isLibrary } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent, RunStarted } from '../../shared/contracts/ledger-events.ts';
import { Corrupt, InvalidInput, missing, shown } from '../../shared/kernel/errors.ts';
import { evolambdaCommand, pathArgument } from '../../shared/kernel/shell-command.ts';
import { strategies } from '../../shared/search/registry.ts';
import { fold, type RunState } from '../../shared/steps/run-state.ts';
import { onStopSignal } from '../stop-signals.ts';
import { copyCommand, originIn } from './copied-from.ts';
import { type FileRunStore, openFileRunStore } from './file-run-store.ts';
import { unusable } from './system-error.ts';

/** What a process that died before its first event may leave: locks, and an empty journal. */
export const isRemains = (directory: string, name: string): boolean =>
  /^journal\.jsonl\.lock(\.|$)/.test(name) ||
  (name === 'journal.jsonl' && isEmptyFile(join(directory, name)));

/** Where a person finds what may be named. */
export const LIST_RUNS = `to list runs: ${evolambdaCommand('list')}`;

export function journalOf(directory: string): string {
  return join(directory, 'journal.jsonl');
}

/** @throws InvalidInput unless there is exactly one directory, and it holds a journal */
export function oneDirectory(positionals: readonly string[], path = 'DIR'): string {
  const [directory, ...more] = positionals;
  if (directory === undefined || more.length > 0) {
    const allowed = 'the directory of one run, such as runs/seven';
    const value = shown(positionals.join(' '));
    throw new InvalidInput([
      directory === undefined
        ? missing(path, allowed, LIST_RUNS)
        : { path, value, allowed, hint: LIST_RUNS },
    ]);
  }
  try {
    const found = statSync(journalOf(directory), { throwIfNoEntry: false });
    if (found?.isFile() === true) return directory;
  } catch {
    // A path through a file, or a folder that may not be read, is no run either.
  }
  throw notARun(directory, path);
}

/**
 * The state of a recorded run.
 * @throws InvalidInput when no event was recorded
 * @throws Corrupt naming the journal when its events are not the ledger of one run, or a result is gone
 * that a closed batch was decided by
 */
export function stateOf(
  directory: string,
  events: readonly LedgerEvent[],
  onEvent?: (event: LedgerEvent, state: RunState) => void,
): RunState {
  if (events.length === 0) throw notARun(directory);
  const state = namingJournal(directory, () => fold(events, strategies, onEvent));
  requireResults(directory, state);
  return state;
}

/** @throws Corrupt naming the journal when a result is gone that a closed batch was decided by */
export function requireResults(directory: string, { batches, results }: RunState): void {
  const lost = batches
    .flatMap((batch) => batch.facts ?? [])
    .find(
      ({ status, evaluationKey }) =>
        (status === 'completed' || status === 'diverged') && !results.has(evaluationKey),
    );
  if (lost === undefined) return;
  namingJournal(directory, () => {
    throw new Corrupt(`the result of ${lost.candidateId} (${lost.evaluationKey}) is missing`);
  });
}

/** Puts the journal's path before what is wrong with it. */
export function namingJournal<T>(directory: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Corrupt)) throw error;
    throw new Corrupt(`${journalOf(directory)}: ${error.message}`);
  }
}

/**
 * Works in a new directory, which is taken away again if nothing was recorded in it: when the work fails, and
 * when a signal stops it before anything in it listens.
 * @param onStop is called once a signal has stopped the work, with whether nothing was recorded
 * @throws InvalidInput when the directory is used, is held by another process, or cannot be made
 * @throws Retryable when the disk is full or fails
 */
export async function inNewDirectory(
  directory: string,
  onStop: (isEmpty: boolean) => void,
  work: (store: FileRunStore) => Promise<number>,
): Promise<number> {
  refuseUsed(directory);
  const made = await makeDirectory(directory);
  try {
    return await inDirectory(directory, async (store) => {
      // Between the look above and the lock, another process may have come and gone.
      refuseUsed(directory);
      const unlisten = onStopSignal(async () => {
        // First, so that the work, which has not ended, records nothing more.
        await store.close();
        onStop(await removeEmptyJournal(directory, store));
        await removeEmpty(made);
      });
      try {
        return await work(store);
      } finally {
        unlisten();
        await removeEmptyJournal(directory, store);
      }
    });
  } finally {
    await removeEmpty(made);
  }
}

/** @returns whether nothing was recorded */
async function removeEmptyJournal(directory: string, store: FileRunStore): Promise<boolean> {
  const isEmpty = (await store.read()).length === 0;
  if (isEmpty) await rm(journalOf(directory), { force: true });
  return isEmpty;
}

/** What lies in one of them, a run's or what others have put there meanwhile, keeps it. */
async function removeEmpty(directories: readonly string[]): Promise<void> {
  for (const path of directories.toReversed()) await rmdir(path).catch(() => undefined);
}

/** Works in a run's directory with its journal open, which no other process can then open. */
export async function inDirectory(
  directory: string,
  work: (store: FileRunStore) => Promise<number>,
): Promise<number> {
  const store = await openFileRunStore(journalOf(directory), directory);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** What lies in a run's directory beside its journal, in words. */
export function leftIn(directory: string): string {
  const names = namesIn(directory).filter((name) => !name.startsWith('journal.jsonl'));
  return names.length === 0
    ? `Nothing else is in ${directory}`
    : `Still in ${directory}: ${names.join(', ')}`;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    // It is gone, or may not be read any more.
    return [];
  }
}

function refuseUsed(directory: string): void {
  try {
    if (statSync(directory, { throwIfNoEntry: false }) === undefined) return;
    if (readdirSync(directory).every((name) => isRemains(directory, name))) return;
  } catch (error) {
    throw unusable('--out', directory, error);
  }
  const origin = originIn(directory);
  const resume = evolambdaCommand('resume', pathArgument(directory));
  const value = shown(directory);
  const isRun = origin === undefined && holdsRun(directory);
  const what = isRun ? 'a run' : origin ? `a copy of the AWS run ${origin.runId}` : 'other files';
  const hint = isRun ? `to resume the run: ${resume}` : undefined;
  const problem = `${value} contains ${what}`;
  const allowed = 'a new or empty directory';
  throw new InvalidInput([{ path: '--out', value, problem, allowed, hint }]);
}

/** Whether `resume` takes what is there: a run, and no search of the library. */
function holdsRun(directory: string): boolean {
  try {
    const [first = ''] = readFileSync(journalOf(directory), 'utf8').split('\n', 1);
    const { engine } = JSON.parse(first.slice(first.indexOf('{'))) as Partial<RunStarted>;
    return engine !== undefined && !isLibrary(engine);
  } catch {
    return false;
  }
}

function isEmptyFile(path: string): boolean {
  const found = lstatSync(path);
  return found.isFile() && found.size === 0;
}

/**
 * Step by step: mkdir's own recursion never ends where a parent exists and refuses children (/proc).
 * @returns the directories that were made, the outermost first
 */
export async function makeDirectory(directory: string): Promise<readonly string[]> {
  const missing: string[] = [];
  try {
    for (let path = directory; !(await exists(path)); path = dirname(path)) missing.unshift(path);
    for (const path of missing) await mkdir(path).catch(ignoreExisting);
  } catch (error) {
    throw unusable('--out', directory, error);
  }
  return missing;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(ignoreMissing)) !== undefined;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** The error of a directory in which no run was recorded. */
export function notARun(directory: string, path = 'DIR'): InvalidInput {
  const origin = originIn(directory);
  const value = shown(directory);
  const allowed = 'the directory of a run (with journal.jsonl)';
  if (origin === undefined) {
    const problem = `${value} contains no run`;
    return new InvalidInput([{ path, value, problem, allowed, hint: LIST_RUNS }]);
  }
  const problem = `${value} contains an incomplete copy of the run ${origin.runId}`;
  const hint = `to complete it: ${copyCommand(origin, directory)}`;
  return new InvalidInput([{ path, value, problem, allowed, hint }]);
}
