// Numbers behind flags: one range and one message each, which is the configuration's own range.
import { describe, expect, it } from 'vitest';
import { ON_AWS } from '../../cli/aws-commands.ts';
import { HERE } from '../../cli/command-table.ts';
import { configOf } from '../../cli/config-file.ts';
import { type Flag, type NumberRange, scanFlags } from '../../cli/flags.ts';
import { RUN_FLAGS } from '../../cli/run-flags.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';

const NUMERIC = [...HERE, ...ON_AWS].flatMap(({ name, flags }) =>
  Object.entries(flags)
    .filter(([, { type }]) => ['number', 'integer', 'count'].includes(type))
    .map(([flag, one]) => [name, flag, one] as const),
);

function wordsFor(flag: string, one: Flag, value: string): string[] {
  const { faults } = scanFlags([`--${flag}=${value}`], { [flag]: one });
  return faults.map(({ allowed }) => allowed);
}

describe('a number behind a flag', () => {
  it.each(NUMERIC)(
    '%s --%s has one range, and one message for all that is outside',
    (_, flag, one) => {
      const { min, max, isAbove = false } = one.range!;
      const outside = [min - 1, max + (max < 1e7 ? 1 : 2), ...(isAbove ? [min] : [])];
      const wrong = [...outside.map(String), 'many', 'NaN', '1e309'];
      if (one.type !== 'number') wrong.push('1.5');
      const words = new Set(wrong.flatMap((value) => wordsFor(flag, one, value)));
      expect([...words]).toEqual([
        expect.stringContaining(max < 2 ** 53 - 1 ? `${max}` : '2^53 − 1'),
      ]);
      for (const value of wrong) expect(wordsFor(flag, one, value), value).toHaveLength(1);
      for (const value of [isAbove ? min + 0.5 : min, max]) {
        expect(wordsFor(flag, one, String(value))).toEqual([]);
      }
    },
  );

  it('of a configuration has the range of its schema', () => {
    const inConfig = ['seed', 'examples', 'patience', 'max-evaluations', 'max-examples'];
    for (const flag of [...inConfig, 'population', 'generations']) {
      const { min, max } = RUN_FLAGS[flag]!.range as NumberRange;
      const resolved = (value: number) =>
        resolveConfig(configOf({ [flag]: value }, {}, []), strategies);
      for (const value of [min, max]) expect(() => resolved(value), flag).not.toThrow();
      expect(() => resolved(min - 1), flag).toThrow(`: ${min - 1} is not allowed`);
      if (max < 1e7) expect(() => resolved(max + 1), flag).toThrow(`: ${max + 1} is not allowed`);
    }
  });
});
