// The time of an evaluation on its worker. Imports nothing of Node.

/** @param times `setupMs` is part of `trainMs`, so that it is not added */
export function workMs({
  trainMs,
  evalMs,
}: {
  readonly trainMs: number;
  readonly evalMs: number;
}): number {
  return trainMs + evalMs;
}
