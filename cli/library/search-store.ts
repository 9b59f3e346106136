// The store of a search. What evolve opens, by its path, it closes; a store that the user opened is the
// user's to close.
import { InvalidInput } from '../../shared/kernel/errors.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import { openFileRunStore } from '../embedded/file-run-store.ts';
import { memoryStore } from './memory-store.ts';

/** Stores that a search of this process writes: a second writer would mix two ledgers. */
const inUse = new WeakSet<RunStore>();

/**
 * Does what a search does with its store, for as long as its signal does not fire.
 * @param given a store, the path of a journal, or nothing: a store in memory
 * @throws InvalidInput when another search writes it
 */
export async function withStore<T>(
  given: RunStore | string | undefined,
  signal: AbortSignal,
  work: (store: RunStore) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  if (typeof given !== 'string') return exclusively(given ?? memoryStore(), signal, work);
  const store = await openFileRunStore(given, 'store');
  try {
    return await exclusively(store, signal, work);
  } finally {
    await store.close();
  }
}

async function exclusively<T>(
  store: RunStore,
  signal: AbortSignal,
  work: (store: RunStore) => Promise<T>,
): Promise<T> {
  if (inUse.has(store)) {
    const problem = 'in use by another search';
    const allowed = 'a store that is not in use';
    throw new InvalidInput([{ path: 'store', value: 'a store in use', problem, allowed }]);
  }
  inUse.add(store);
  try {
    return await work({
      read: () => store.read(),
      append: async (events) => {
        // After an abort the store may belong to another search.
        signal.throwIfAborted();
        await store.append(events);
      },
    });
  } finally {
    inUse.delete(store);
  }
}
