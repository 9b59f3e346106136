// What the help states of a command.
import type { Flags } from './flags.ts';

/** Titles of the overview, in its order. */
export const COMMAND_GROUPS = [
  'Search',
  'Results',
  'Data and search space',
  'This machine',
  'AWS',
] as const;

export interface CommandHelp {
  readonly name: string;
  readonly group: (typeof COMMAND_GROUPS)[number];
  readonly usage: string;
  /** One line of the overview, in the imperative. */
  readonly purpose: string;
  /** Further sentences of the command's own help. */
  readonly details?: string;
  readonly flags: Flags;
  readonly examples: readonly string[];
}
