// The journal of a search in a file, for those who open it and close it themselves.
import { type FileRunStore, openFileRunStore } from '../embedded/file-run-store.ts';

/**
 * Opens or creates a journal for `evolve`. Until `close()` no other process and no other store can open it:
 * its lock is the file `PATH.lock`, which the next store takes over when its process is gone. With
 * `evolve({ …, store: PATH })` evolve opens the journal itself, and closes it.
 *
 * @example
 * ```ts
 * import { defineSpace, evolve, fileStore } from 'evolambda';
 *
 * const space = defineSpace({ x: { type: 'integer', min: 0, max: 9 } });
 * const store = await fileStore('search.jsonl');
 * try {
 *   const evaluate = ({ x }: { x: number }) => ({ fitness: x });
 *   await evolve({ space, evaluate, deterministic: true, store }).finished();
 *   for (const { type, at } of await store.read()) console.log(at, type);
 * } finally {
 *   await store.close();
 * }
 * ```
 * @throws InvalidInput where no such file can be, or a store has it open; nothing is written then
 * @throws Corrupt naming the line when one is damaged
 * @throws Retryable when the disk is full or fails
 */
export function fileStore(path: string): Promise<FileRunStore> {
  return openFileRunStore(path, 'path');
}
