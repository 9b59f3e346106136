// The forms that a network can be shipped in, by name alone: to make them takes an engine.
import type { RunState } from '../steps/run-state.ts';

export const FORMATS = ['onnx', 'tfjs', 'genome', 'card', 'checkpoint'] as const;
export type Format = (typeof FORMATS)[number];

/** What a person's own trainer trained, nobody but its predict can read. */
const OF_OWN: readonly Format[] = ['genome', 'card', 'checkpoint'];

/** The forms that networks of a run can be shipped in. */
export function formatsOf({ started }: RunState): readonly Format[] {
  return started.engine.name === 'own' ? OF_OWN : FORMATS;
}
