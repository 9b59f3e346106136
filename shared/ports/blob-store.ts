// Where bytes live that are too large for a ledger: checkpoints, predictions.
// Implementations pass test/conformance/blob-store.conformance.ts.

export interface BlobStore {
  /** Stores bytes whole and returns their name, the SHA-256 of their content. Idempotent. */
  put(bytes: Uint8Array): Promise<string>;
  /**
   * The bytes of a name.
   * @throws Corrupt when they are missing or differ from what was stored
   */
  get(name: string): Promise<Uint8Array>;
}
