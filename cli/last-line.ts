// The last line of `run` and `resume --json`: the form that others build on, told in the README.
import { runResult } from '../shared/steps/run-result.ts';
import type { RunState } from '../shared/steps/run-state.ts';

/** @param seconds how long this process worked on the run */
export function lastLine(
  state: RunState,
  directory: string,
  seconds: number,
): Record<string, unknown> {
  return { ...runResult(state), seconds: Number(seconds.toFixed(3)), directory };
}
