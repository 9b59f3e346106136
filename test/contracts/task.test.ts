import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseInput } from '../../shared/contracts/parse.ts';
import {
  isSameShape,
  type Shape,
  shapeInWords,
  shapeSchema,
  taskOf,
  valuesIn,
} from '../../shared/contracts/task.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';

function faultsOf(shape: unknown): string[] {
  try {
    parseInput(z.strictObject({ shape: shapeSchema }), { shape });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.message.split('\n');
  }
  return [];
}

describe('a shape', () => {
  it('is an image, of one channel unless stated, or a row of features', () => {
    const image = { height: 28, width: 14 };
    expect(shapeSchema.parse(image)).toEqual({ ...image, channels: 1 });
    expect(shapeSchema.parse({ ...image, channels: 3 })).toEqual({ ...image, channels: 3 });
    expect(shapeSchema.parse({ features: 64 })).toEqual({ features: 64 });
  });

  it.each<[unknown, string[]]>([
    [undefined, ['shape: missing; expected an object']],
    [28, ['shape: 28 is not allowed; expected an object']],
    [[28, 28], ['shape: [28,28] is not allowed; expected an object']],
    [
      {},
      [
        'shape.height: missing; expected an integer from 1 to 4096',
        'shape.width: missing; expected an integer from 1 to 4096',
      ],
    ],
    [{ height: 28 }, ['shape.width: missing; expected an integer from 1 to 4096']],
    [
      { height: 0, width: 4097 },
      [
        'shape.height: 0 is not allowed; expected an integer from 1 to 4096',
        'shape.width: 4097 is not allowed; expected an integer from 1 to 4096',
      ],
    ],
    [
      { height: 1, width: 1, channels: 0 },
      ['shape.channels: 0 is not allowed; expected an integer from 1 to 1024'],
    ],
    [
      { height: 1, width: 1, channels: 1025 },
      ['shape.channels: 1025 is not allowed; expected an integer from 1 to 1024'],
    ],
    [
      { height: 1.5, width: 1 },
      ['shape.height: 1.5 is not allowed; expected an integer from 1 to 4096'],
    ],
    [{ features: 0 }, ['shape.features: 0 is not allowed; expected an integer from 1 to 1000000']],
    [
      { features: 1_000_001 },
      ['shape.features: 1000001 is not allowed; expected an integer from 1 to 1000000'],
    ],
    [
      { height: 2, width: 2, features: 4 },
      ['shape.features: unknown field; expected one of height, width, channels'],
    ],
    [
      { features: 4, channels: 1 },
      ['shape.channels: unknown field; expected one of height, width, features'],
    ],
    [
      { height: 2, width: 2, chanels: 3 },
      ['shape.chanels: unknown field; did you mean shape.channels?'],
    ],
  ])('%j is rejected', (shape, faults) => {
    expect(faultsOf(shape)).toEqual(faults);
  });

  const GREY: Shape = { height: 4, width: 6, channels: 1 };
  const COLOUR: Shape = { height: 4, width: 6, channels: 3 };
  const ROW: Shape = { features: 24 };

  it('has so many values, and words', () => {
    expect([GREY, COLOUR, ROW].map(valuesIn)).toEqual([24, 72, 24]);
    expect([GREY, COLOUR, ROW].map(shapeInWords)).toEqual([
      '4 × 6 × 1',
      '4 × 6 × 3',
      '24 features',
    ]);
  });

  it('is the same as one that has as many values at the same places', () => {
    expect(isSameShape(COLOUR, { ...COLOUR })).toBe(true);
    for (const other of [GREY, ROW, { height: 6, width: 4, channels: 3 }]) {
      expect(isSameShape(COLOUR, other)).toBe(false);
    }
    expect(isSameShape(GREY, ROW)).toBe(false);
  });
});

it('the task of a data set is its shape and its classes, and nothing else of it', () => {
  const data = { id: 'x', hash: 'h', shape: { features: 3 }, classes: 2, trainCount: 9 };
  expect(taskOf(data)).toEqual({ shape: { features: 3 }, classes: 2 });
});
