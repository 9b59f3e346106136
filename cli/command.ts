// A command as one value: dispatch, help and completion read nothing else of it.
import type { Flags } from './flags.ts';

/** Titles of the overview, in its order. */
export const COMMAND_GROUPS = [
  'Search',
  'Results',
  'Data and search space',
  'This machine',
  'AWS',
] as const;

export interface Command {
  readonly name: string;
  readonly group: (typeof COMMAND_GROUPS)[number];
  readonly usage: string;
  /** One line of the overview, in the imperative. */
  readonly purpose: string;
  /** Further sentences of the command's own help. */
  readonly details?: string;
  readonly flags: Flags;
  readonly examples: readonly string[];
  /** Of a second command with the same name: whether the words after the name mean it. */
  readonly isMeantBy?: (argv: readonly string[]) => boolean;
  /**
   * @param argv the words after the name
   * @param commands all that the command line has
   * @returns the process's exit code
   */
  readonly run: (argv: readonly string[], commands: readonly Command[]) => Promise<number>;
}
