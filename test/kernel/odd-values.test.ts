// Values that JSON cannot hold: what messages show, and what a door takes of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shown } from '../../shared/kernel/errors.ts';
import { plainData } from '../../shared/kernel/plain-data.ts';
import { ODD_INSIDE, ODD_VALUES } from './odd-values.ts';

describe('shown', () => {
  it.each(Object.entries({ ...ODD_VALUES, ...ODD_INSIDE }))('%s', (_, [value, words]) => {
    expect(shown(value)).toBe(words);
  });

  it('is JSON of what JSON can hold, cut at 80 characters', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        // Minus zero is written as 0.
        expect(shown(value)).toBe(text.length > 80 ? `${text.slice(0, 77)}...` : text);
      }),
    );
  });

  it('never throws and never exceeds 80 characters', () => {
    const anything = fc.anything({
      ...{ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true },
      ...{ withTypedArray: true, withNullPrototype: true, withBoxedValues: true },
    });
    fc.assert(
      fc.property(anything, (value) => {
        expect(shown(value).length).toBeLessThanOrEqual(80);
      }),
    );
  });
});

describe('plain data', () => {
  it('is a copy of what JSON can hold', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const copy = plainData(value);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
        if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
      }),
    );
  });

  it('lacks the fields that are undefined, and knows no minus zero', () => {
    const data = plainData({ a: undefined, b: { c: undefined, d: -0 }, e: [{ f: undefined }] });
    expect(data).toStrictEqual({ b: { d: 0 }, e: [{}] });
  });

  it('takes the fields that it is told to keep as they are', () => {
    const { signal } = new AbortController();
    const data = plainData({ signal, inner: { signal } }, { kept: ['signal'] });
    expect(data).toMatchObject({ signal });
    expect((data as { inner: { signal: unknown } }).inner.signal).toBeTypeOf('symbol');
  });

  it.each(Object.entries(ODD_VALUES))('%s is no object in it, and is told of', (_, [value]) => {
    const places: string[] = [];
    const onOther = (path: readonly PropertyKey[]) => void places.push(path.join('.'));
    const data = plainData({ a: [value], b: 1 }, { onOther }) as { a: unknown[] };
    expect(data.a[0]).not.toBeTypeOf('object');
    expect(places).toEqual(['a.0']);
  });

  it.each(['\ud800', 'a\udc00b'])('of half a surrogate pair is no text: %j', (text) => {
    expect(plainData({ text })).toMatchObject({ text: expect.any(Symbol) });
    expect(plainData({ text: '\ud83d\ude00' })).toEqual({ text: '\ud83d\ude00' });
  });
});
