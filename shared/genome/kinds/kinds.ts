// The registry of kinds: a kind is its folder and a line here.
import { customKind } from './custom/custom-kind.ts';
import type { Kind } from './kind.ts';
import { mlpKind } from './mlp/mlp-kind.ts';

export const KINDS: readonly Kind[] = [mlpKind, customKind];

/** Of a run that names no space. */
export const DEFAULT_SPACE = mlpKind.defaultSpace;
