import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, hashOf, hashOfLong, sha256 } from '../../shared/kernel/canonical-json.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';

const json = fc.jsonValue({ maxDepth: 4 });

describe('canonical JSON', () => {
  it('does not depend on the order of fields', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), (record) => {
        const turned = Object.fromEntries(Object.entries(record).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(record));
      }),
    );
  });

  it('survives being written and read', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('tells different values apart', () => {
    const values = [null, 0, '0', false, '', [], {}, [0], ['0'], { a: 0 }, { a: null }, 1e21, 1e-7];
    expect(new Set(values.map(hashOf)).size).toBe(values.length);
  });

  it('keeps the order of lists and every digit of a number', () => {
    expect(canonicalJson({ b: [2, 1], a: 0.1 + 0.2 })).toBe('{"a":0.30000000000000004,"b":[2,1]}');
    expect(canonicalJson(-0)).toBe('0');
  });

  it.each([Number.NaN, Infinity, undefined])('refuses %s, which JSON cannot say', (value) => {
    expect(() => canonicalJson(value)).toThrow();
  });

  it('is hashed in pieces as it is hashed whole', () => {
    const holed = fc.record({ a: fc.constant(undefined), b: json, list: fc.array(json) });
    fc.assert(
      fc.property(fc.oneof(json, holed, fc.array(holed)), (value) => {
        expect(hashOfLong(value)).toBe(hashOf(value));
      }),
    );
    const ledger = ['hash', { type: 'planned', evaluations: [{ b: 1, a: [{}] }], stop: null }];
    expect(hashOfLong(ledger)).toBe(hashOf(ledger));
  });

  it('is hashed with SHA-256 over UTF-8', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256('ü')).toBe(sha256(new Uint8Array([0xc3, 0xbc])));
    expect(hashOf({ a: 1 })).toBe(sha256('{"a":1}'));
  });
});

describe('an error', () => {
  it('carries every fault, in words too', () => {
    const faults = [
      { path: 'a', value: '1', allowed: 'a text' },
      { path: 'b[0]', value: 'nothing', problem: 'missing', allowed: 'a number', hint: 'set it' },
    ];
    const error = new InvalidInput(faults);
    expect(error.faults).toEqual(faults);
    expect(error.message).toBe(
      'a: 1 is not allowed; expected a text\nb[0]: missing; expected a number; set it',
    );
  });

  it('shows a long value in at most 80 characters', () => {
    expect(shown('x'.repeat(500))).toHaveLength(80);
    expect(shown(Number.NaN)).toBe('NaN');
    expect(shown(undefined)).toBe('nothing');
    expect(shown({ rate: Number.POSITIVE_INFINITY })).toBe('{"rate":Infinity}');
  });
});
