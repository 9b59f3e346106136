// The registry of ops. An engine, an exporter and a reader each have one file for each op.
import type { Op } from './op.ts';
import { activation } from './ops/activation.ts';
import { add } from './ops/add.ts';
import { dense } from './ops/dense.ts';
import { dropout } from './ops/dropout.ts';
import { flatten } from './ops/flatten.ts';
import { input } from './ops/input.ts';

export const OPS = { input, flatten, dense, activation, dropout, add };

export type OpName = keyof typeof OPS;

/** The settings of each op by its name. */
export type OpSettings = {
  readonly [Name in OpName]: (typeof OPS)[Name] extends Op<infer Settings> ? Settings : never;
};
