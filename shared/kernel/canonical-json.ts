// One text for one value, so that equal values hash alike on every machine.
import { createHash } from 'node:crypto';
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

/** SHA-256 of a value's canonical JSON, as 64 hexadecimal digits. */
export function hashOf(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** SHA-256 of text (as UTF-8) or bytes, as 64 hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
