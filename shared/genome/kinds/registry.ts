// Finds a kind by its name.
import { choicesInWords } from '../../kernel/choices-in-words.ts';
import { InvalidInput, shown } from '../../kernel/errors.ts';
import { nearest } from '../../kernel/nearest.ts';
import type { Kind } from './kind.ts';
import { KINDS } from './kinds.ts';

/**
 * @param path of the field that names it
 * @throws InvalidInput if there is no kind of this name
 */
export function kindOf(name: unknown, path = 'kind'): Kind {
  const kind = KINDS.find((candidate) => candidate.name === name);
  if (kind !== undefined) return kind;
  const names = KINDS.map((candidate) => candidate.name);
  const allowed = choicesInWords(names);
  throw new InvalidInput([{ path, value: shown(name), allowed, hint: nearest(name, names) }]);
}
