// One text for one value, so that equal values hash alike on every machine.
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import canonicalize from 'canonicalize';

/**
 * The canonical JSON text of a value.
 * @throws Error if the value holds NaN or an infinity, which JSON cannot say.
 * @see RFC 8785 (JSON Canonicalization Scheme)
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('canonicalJson: undefined has no JSON text');
  return text;
}

/** Whether two values have the same canonical JSON. Equal values are compared without their text, which is slow to make. */
export function isSameJson(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b) || canonicalJson(a) === canonicalJson(b);
}

/** SHA-256 of a value's canonical JSON, as 64 hexadecimal digits. */
export function hashOf(value: unknown): string {
  return sha256(canonicalJson(value));
}

/**
 * What hashOf gives, without the whole text in memory: of a batch of 100,000 it would take more than
 * the batch.
 */
export function hashOfLong(value: unknown): string {
  const hash = createHash('sha256');
  for (const piece of piecesOf(value, PIECE_DEPTH)) hash.update(piece);
  return hash.digest('hex');
}

/** A list in a record in a list, as the ledger's hash has them, is taken apart; its elements are not. */
const PIECE_DEPTH = 3;

function* piecesOf(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield canonicalJson(value);
  } else if (Array.isArray(value)) {
    yield '[';
    for (const [index, element] of value.entries()) {
      if (index > 0) yield ',';
      yield* piecesOf(element ?? null, depth - 1);
    }
    yield ']';
  } else {
    const names = Object.keys(value).sort();
    const fields = value as Readonly<Record<string, unknown>>;
    let separator = '{';
    for (const name of names) {
      if (fields[name] === undefined) continue;
      yield `${separator}${canonicalJson(name)}:`;
      yield* piecesOf(fields[name], depth - 1);
      separator = ',';
    }
    yield separator === '{' ? '{}' : '}';
  }
}

/** SHA-256 of text (as UTF-8) or bytes, as 64 hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
