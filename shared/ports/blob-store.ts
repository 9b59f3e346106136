// Where bytes live that are too large for a ledger: checkpoints, predictions.
// Implementations pass test/conformance/blob-store.conformance.ts.
import { undefinedIfCorrupt } from '../kernel/errors.ts';

export interface BlobStore {
  /**
   * Stores bytes and returns their name, the SHA-256 of their content. Idempotent. A crash leaves
   * them whole or absent, and putting them again mends what is damaged.
   * @throws Retryable when the medium fails
   */
  put(bytes: Uint8Array): Promise<string>;
  /**
   * The bytes of a name, a copy.
   * @throws Corrupt when they are missing or differ from what was stored
   */
  get(name: string): Promise<Uint8Array>;
}

/** Whether the bytes of a name are there and sound. */
export async function hasBlob(blobs: Pick<BlobStore, 'get'>, name: string): Promise<boolean> {
  return (await blobs.get(name).catch(undefinedIfCorrupt)) !== undefined;
}
