// What the operating system said, sorted by who can help: the person who named the place, or time.
import { InvalidInput, Retryable, shown } from '../../shared/kernel/errors.ts';

/** The place itself is wrong; trying again there does not help. */
const WRONG_PLACE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'ENOENT', 'EEXIST']);

/** What was thrown, in words: the message of an error, of any realm, or the value itself. It never throws. */
export function reasonOf(error: unknown): string {
  try {
    const message: unknown = Reflect.get(Object(error), 'message');
    if (typeof message === 'string') return message;
  } catch {
    // A getter that throws: the value in words says that it cannot be read.
  }
  return typeof error === 'string' ? error : shown(error);
}

/** The system's code, such as ENOSPC; empty for other errors. */
export function systemCodeOf(error: unknown): string {
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}

/** The system's codes, each as what it says about a place. */
const IN_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'cannot be accessed: permission denied',
  EPERM: 'cannot be changed: operation not permitted',
  EISDIR: 'is a directory',
  ENOTDIR: 'is not a directory',
  EROFS: 'is on a read-only file system',
  EEXIST: 'already exists',
  ENAMETOOLONG: 'is too long for a path',
  ELOOP: 'is a circular link',
};

/** What is wrong with a file or directory that a person named, its name included. */
export function placeProblem(place: string, error: unknown): string {
  const words = IN_WORDS[systemCodeOf(error)] ?? `cannot be used: ${reasonOf(error)}`;
  return `${shown(place)} ${words}`;
}

/**
 * The error of a place that cannot be used.
 * @param name what the person gave, such as `--out`
 * @returns InvalidInput where the place is wrong, Retryable where the disk is full or fails
 */
export function unusable(
  name: string,
  place: string,
  error: unknown,
  allowed = 'a writable directory or a path where one can be created',
): InvalidInput | Retryable {
  const code = systemCodeOf(error);
  if (!WRONG_PLACE.has(code)) {
    return new Retryable(`cannot use ${place}: ${reasonOf(error)}`, { cause: error });
  }
  const problem = placeProblem(place, error);
  return new InvalidInput([{ path: name, value: shown(place), problem, allowed }]);
}
