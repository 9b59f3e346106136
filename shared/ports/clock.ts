// The time of day and waiting, which shared/ never takes from the machine itself.
// Implementations pass test/conformance/clock.conformance.ts.

export interface Clock {
  /**
   * The time of day as ISO 8601 in UTC with milliseconds, as it stands in the ledger. It decides
   * nothing, for its owner may set it back.
   */
  now(): string;
  /**
   * Resolves once so many milliseconds have passed, however many, or as soon as the signal fires.
   * Setting the time of day does not change a wait. A wait that was ended leaves nothing behind.
   */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}
