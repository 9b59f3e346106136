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

/**
 * The error of a place that cannot be used.
 * @param name what the person gave, such as `--out`
 * @returns InvalidInput where the place is wrong, Retryable where the disk is full or fails
 */
export function unusable(
  name: string,
  place: string,
  error: unknown,
  allowed = 'a directory that can be made and written in',
): InvalidInput | Retryable {
  const code = systemCodeOf(error);
  if (!WRONG_PLACE.has(code)) {
    return new Retryable(`cannot use ${place}: ${reasonOf(error)}`, { cause: error });
  }
  return new InvalidInput([{ path: name, value: `${shown(place)} (${reasonOf(error)})`, allowed }]);
}
