import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseInput, pathInWords } from '../../shared/contracts/parse.ts';
import { searchSpaceSchema } from '../../shared/contracts/search-space.ts';
import { type Fault, InvalidInput } from '../../shared/kernel/errors.ts';

function faultsOf(schema: z.ZodType, value: unknown, root?: string): readonly Fault[] {
  try {
    parseInput(schema, value, root);
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults;
    throw error;
  }
  return [];
}

const person = z.strictObject({
  age: z.int().min(0).max(150),
  colour: z.enum(['red', 'blue']),
  names: z.array(z.string().min(1)).min(1),
});

describe('parseInput', () => {
  it('returns what the schema makes of a valid value', () => {
    expect(parseInput(z.strictObject({ n: z.number().default(3) }), {})).toEqual({ n: 3 });
  });

  it('names every fault at once: where, what was found, what is allowed', () => {
    const faults = faultsOf(person, { age: 200, colour: 'green', names: ['a', ''], extra: 1 });
    expect(faults).toEqual([
      { path: 'age', value: '200', allowed: 'an integer from 0 to 150' },
      { path: 'colour', value: '"green"', allowed: 'red or blue' },
      { path: 'names[1]', value: '""', allowed: 'a string of at least 1 character' },
      {
        path: 'extra',
        value: '1',
        problem: 'unknown field',
        allowed: 'one of age, colour, names',
      },
    ]);
  });

  it('says nothing where a field is missing, and puts the root before the path', () => {
    expect(faultsOf(person, { colour: 'red', names: ['a'] }, 'me.json')).toEqual([
      {
        path: 'me.json.age',
        value: 'nothing',
        problem: 'missing',
        allowed: 'an integer from 0 to 150',
      },
    ]);
    expect(faultsOf(person, 7)).toEqual([
      { path: '(whole input)', value: '7', allowed: 'an object' },
    ]);
  });

  it('of alternatives that all fail, names the faults of the one that was meant', () => {
    const either = z.union([z.string(), z.strictObject({ size: z.number() })]);
    expect(faultsOf(either, { size: 'big' })).toEqual([
      { path: 'size', value: '"big"', allowed: 'a number' },
    ]);
  });

  it('names an unknown gene type and the types that there are', () => {
    const [fault] = faultsOf(searchSpaceSchema, { genes: { a: { type: 'colour' } } }, 'space');
    expect(fault).toMatchObject({ path: 'space.genes.a.type', value: '"colour"' });
    for (const type of ['integer', 'real', 'categorical', 'group', 'list']) {
      expect(fault!.allowed).toContain(type);
    }
  });
});

describe('pathInWords', () => {
  it('writes positions in brackets', () => {
    expect(pathInWords(['layers', 0, 'units'])).toBe('layers[0].units');
    expect(pathInWords(['a'], 'root')).toBe('root.a');
    expect(pathInWords([])).toBe('');
  });
});
