// A mistake that a person may make, and what they are told.
import { SMALL_DIGITS } from '../cli/command-line.ts';

export interface BadInput {
  readonly name: string;
  /** Of the command line; @NAME stands for the path of a file of this name. */
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** 2 where it is not said: 4 for a stored file that is damaged. */
  readonly code?: 2 | 4;
}

/** What `run` is told in a file. */
export function configured(name: string, text: string): BadInput {
  return { name, args: ['run', '--config', '@config.json'], files: { 'config.json': text } };
}

export function spaced(name: string, text: string): BadInput {
  return { name, args: ['space', 'check', '@space.json'], files: { 'space.json': text } };
}

export function evaluated(name: string, text: string): BadInput {
  const budget = ['--dataset', SMALL_DIGITS, '--examples', '64'];
  const args = ['evaluate', ...budget, '--genome', '@genome.json'];
  return { name, args, files: { 'genome.json': text } };
}

export function described(name: string, text: string): BadInput {
  return { name, args: ['run', '--dataset', '@manifest.json'], files: { 'manifest.json': text } };
}

export function flagged(name: string, args: readonly string[]): BadInput {
  return { name, args };
}
