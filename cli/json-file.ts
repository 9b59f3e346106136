// JSON that a flag names by its file. What it holds is checked where it is used.
import { readFile } from 'node:fs/promises';
import { type JSONVisitor, visit } from 'jsonc-parser';
import { pathInWords } from '../shared/contracts/parse.ts';
import { InvalidInput, shown } from '../shared/kernel/errors.ts';
import { MAX_DEPTH } from '../shared/kernel/plain-data.ts';
import { placeProblem } from './embedded/system-error.ts';

/**
 * What the flag's file holds; undefined without the flag.
 * @param allowed what such a file is, in words
 * @throws InvalidInput naming flag and file when it cannot be read or is not JSON
 */
export async function jsonIn(
  flag: string,
  path: unknown,
  allowed: string,
  hint?: string,
): Promise<unknown> {
  if (typeof path !== 'string') return undefined;
  try {
    return parseJson(await readFile(path, 'utf8'));
  } catch (error) {
    const problem = jsonProblem(shown(path), error) ?? placeProblem(path, error);
    throw new InvalidInput([{ path: flag, value: shown(path), problem, allowed, hint }]);
  }
}

/** What parseJson found wrong with a text, after the words for the text; undefined for another error. */
export function jsonProblem(what: string, error: unknown): string | undefined {
  return error instanceof SyntaxError ? `${what} ${error.message}` : undefined;
}

/**
 * JSON as editors write it, a byte order mark at its beginning or none.
 * @throws SyntaxError whose message continues the name of the text: where it is no JSON, which name an object has twice (JSON's own reader
 * would silently take the last), or that values are nested deeper than 100 levels
 */
export function parseJson(text: string): unknown {
  const plain = text.replace(/^\uFEFF/, '');
  const fault = faultOf(plain);
  if (fault !== undefined) throw new SyntaxError(fault);
  return JSON.parse(plain);
}

function faultOf(text: string): string | undefined {
  if (text.trim() === '') return 'is empty';
  const strict = { disallowComments: true, allowTrailingComma: false };
  const deep = `is nested more than ${MAX_DEPTH} levels deep`;
  let [notJson, tooDeep, twice]: (string | undefined)[] = [];
  /** Of each object and list that is open, the names so far. */
  const open: Set<string>[] = [];
  const enter = () => {
    if (open.push(new Set()) > MAX_DEPTH) tooDeep = deep;
  };
  const leave = () => void open.pop();
  const visitor: JSONVisitor = {
    onObjectBegin: enter,
    onObjectEnd: leave,
    onArrayBegin: enter,
    onArrayEnd: leave,
    onObjectProperty: (name, _offset, _length, _line, _character, pathOf) => {
      if (open.at(-1)?.has(name)) twice ??= `contains ${pathInWords([...pathOf(), name])} twice`;
      open.at(-1)?.add(name);
    },
    onError: (_error, _offset, _length, line, character) => {
      notJson ??= `is not valid JSON: line ${line + 1}, column ${character + 1}`;
    },
  };
  try {
    visit(text, visitor, strict);
  } catch (error) {
    if (error instanceof RangeError) return deep;
    throw error;
  }
  return tooDeep ?? notJson ?? twice;
}
