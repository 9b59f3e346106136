// Flags: numbers have one range and one message each, which is the configuration's own range; and every command accepts
// what the scope of a flag promises.
import { describe, expect, it } from 'vitest';
import { ON_AWS } from '../../cli/aws-commands.ts';
import { configOf } from '../../cli/config-file.ts';
import { type Flag, type NumberRange, type RunFlag, scanFlags } from '../../cli/flags.ts';
import { ALL_COMMANDS } from '../../cli/main.ts';
import { RUN_FLAGS } from '../../cli/run-flags.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { told } from '../bad-inputs/told.ts';

const NUMERIC = ALL_COMMANDS.flatMap(({ name, flags }) =>
  Object.entries(flags)
    .filter(([, { type }]) => ['number', 'integer', 'count'].includes(type))
    .map(([flag, one]) => [name, flag, one] as const),
);

const DECLARED: readonly (readonly [string, RunFlag])[] = Object.entries(RUN_FLAGS);

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
    const inConfig = DECLARED.filter(([, { setting, range }]) => setting && range);
    expect(inConfig.map(([flag]) => flag)).toContain('population');
    for (const [flag, { range }] of inConfig) {
      const { min, max } = range as NumberRange;
      const resolved = (value: number) =>
        resolveConfig(configOf({ [flag]: value }, {}, []), strategies);
      for (const value of [min, max]) expect(() => resolved(value), flag).not.toThrow();
      expect(() => resolved(min - 1), flag).toThrow(`: ${min - 1} is not allowed`);
      if (max < 1e7) expect(() => resolved(max + 1), flag).toThrow(`: ${max + 1} is not allowed`);
    }
  });
});

/** A flag with a value that its type allows. */
function given(name: string, { type, range, choices = ['./some'] }: Flag): string {
  if (type === 'switch') return `--${name}`;
  return `--${name}=${range === undefined ? choices[0] : range.min + 1}`;
}

const NO_RUN = './no-such-run';
const MACHINE = DECLARED.filter(([, { scope }]) => scope === 'machine');
const SEARCH = DECLARED.filter(([, { scope }]) => scope === 'search');

describe('a flag of run', () => {
  it.each(DECLARED)(
    '--%s: resume and run --continue accept it where it is of the machine, or its declaration says so',
    async (name, flag) => {
      const { scope, recordedRun = scope === 'machine' ? ['resume', 'continue'] : [] } = flag;
      const extend = ['run', '--continue', NO_RUN, '--generations', '+1'].filter(
        (word, at, all) => ![word, all[at - 1]].includes(`--${name}`),
      );
      const word = name === 'generations' ? '--generations=+1' : given(name, flag);
      for (const [command, args] of Object.entries({
        resume: ['resume', NO_RUN],
        continue: extend,
      })) {
        const { code, stderr } = await told({ name, args: [...args, word] });
        const rejected = new RegExp(
          `--${name}: (unknown flag|not allowed together with --continue)`,
        );
        expect([command, code, rejected.test(stderr)]).toEqual([
          ...[command, 2, !recordedRun.some((one) => one === command)],
        ]);
      }
    },
  );

  it.each(SEARCH)('--%s is of the search: start accepts it', (name, flag) => {
    expect(scanFlags([given(name, flag)], ON_AWS.start.flags).faults).toEqual([]);
  });

  it.each(MACHINE.filter(([name]) => name !== 'json'))(
    '--%s is of the machine: start rejects it',
    (name, flag) => {
      expect(scanFlags([given(name, flag)], ON_AWS.start.flags).faults).toMatchObject([
        { path: `--${name}`, problem: 'unknown flag' },
      ]);
    },
  );

  it('with a setting is that setting of the configuration', () => {
    const flags = {
      population: 7,
      schedule: 'linear',
      'max-examples': 9e6,
      'no-final-phase': true,
    };
    expect(configOf(flags, { enqueue: [1] }, [])).toEqual({
      ...{ strategy: { population: 7 }, budget: { schedule: 'linear' } },
      ...{ maxExamples: 9e6, finalPhase: null, enqueue: [1] },
    });
  });
});
