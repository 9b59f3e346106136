// The help tells every flag with its unit and what holds without it, and tells the truth.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { ON_AWS } from '../../cli/aws-commands.ts';
import { HERE } from '../../cli/command-table.ts';
import { configOf } from '../../cli/config-file.ts';
import { COMMON_FLAGS } from '../../cli/flags.ts';
import { COMMAND_NAMES, help } from '../../cli/help.ts';
import { main } from '../../cli/main.ts';
import { REMOTE_RESUME_FLAGS } from '../../cli/remote/remote-flags.ts';
import { RESUME_FLAGS, RUN_FLAGS } from '../../cli/run-flags.ts';
import { version } from '../../cli/version.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { ended, evolambda } from './command-line.ts';

describe('help', () => {
  it.each([...HERE, ...ON_AWS].map((command) => [command.usage, command] as const))(
    '%s: has a line for each of its flags, and examples that name no other',
    (_, { name, usage, flags, examples }) => {
      const text = help(name);
      const own = text.slice(text.indexOf(`evolambda ${usage}`));
      const listed = own.slice(0, own.indexOf('Examples')).split(/\n(?= {2}--|\n)/);
      const told = listed.filter((text) => /^ {2}--/.test(text));
      const all = { ...flags, ...COMMON_FLAGS };
      expect(told.map((text) => text.trim().split(' ')[0]).sort()).toEqual(
        Object.keys(all)
          .map((flag) => `--${flag}`)
          .sort(),
      );
      for (const one of told) {
        const { type } = all[one.trim().slice(2).split(/\s/)[0]!]!;
        if (type !== 'switch') expect(one).toMatch(/\[(default: [^[\]]+|required)\]$/);
      }
      for (const line of text.split('\n')) {
        if (!line.startsWith('  evolambda') && !line.startsWith('  echo')) {
          expect(line.length, line).toBeLessThanOrEqual(100);
        }
      }
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        expect(text).toContain(`  ${example}`);
        expect(example).toContain(`evolambda ${name}`);
        const named = [...example.matchAll(/ --([a-z-]+)/g)].map(([, flag]) => flag);
        for (const flag of named)
          expect(Object.keys({ ...flags, ...COMMON_FLAGS })).toContain(flag);
      }
    },
  );

  it.each([
    [['run', '-h'], help('run')],
    [['watch', 'seven', '-h'], help('watch')],
    [['-h'], help()],
    [['-h', 'run'], help('run')],
    [['-V'], version()],
    [['run', '--version'], null],
    [['list', '--', '-h'], null],
  ])('answers %j', async (argv, words) => {
    const written: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const errors = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const code = await main(argv);
    write.mockRestore();
    errors.mockRestore();
    expect([code, written.join('')]).toEqual(words === null ? [2, ''] : [0, `${words}\n`]);
  });

  it('is printed by the command itself, and the code is 0', async () => {
    const { code, stdout, stderr } = await evolambda(['export', '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${help('export')}\n`);
  });

  it('tells both ways to resume: here, and on AWS', async () => {
    const { stdout } = await evolambda(['resume', '--help']);
    expect(stdout).toMatch(
      /^Usage: evolambda resume DIR[\s\S]*^Usage: evolambda resume RUN --stack NAME/m,
    );
    for (const flags of [RESUME_FLAGS, REMOTE_RESUME_FLAGS]) {
      for (const name of Object.keys(flags)) expect(stdout).toContain(`--${name}`);
    }
  });

  it('of npm start is that of a run', async () => {
    const bin = fileURLToPath(new URL('../../cli/bin/start.mjs', import.meta.url));
    const { code, stdout } = await ended(spawn(process.execPath, [bin, '--help']));
    for (const name of Object.keys(RUN_FLAGS)) expect(stdout).toContain(`--${name}`);
    expect(stdout).toContain('npm start');
    expect(code).toBe(0);
  });

  it('alone is at most 60 lines: every command in one, no flag of a command, and the exit codes', async () => {
    const { stdout } = await evolambda(['--help']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(60);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(100);
    for (const { usage, purpose } of [...HERE, ...ON_AWS]) {
      const [named = ''] = usage.split(' [flags]');
      expect(lines).toContainEqual(expect.stringMatching(lineOf(named, purpose)));
    }
    expect(stdout).not.toContain('--population');
    expect(stdout).toContain('Exit codes');
    for (const name of COMMAND_NAMES) expect(stdout).toMatch(new RegExp(`^ {2}${name}( |$)`, 'm'));
  });

  it('names the defaults that a run has', () => {
    const { strategy, budget, seed, dataset } = resolveConfig(configOf({}, {}, []), strategies);
    const actual = { ...strategy, ...budget, seed, dataset, strategy: strategy.name };
    for (const name of ['population', 'generations', 'examples', 'seed', 'dataset', 'strategy']) {
      expect(RUN_FLAGS[name]?.without).toBe(String(Reflect.get(actual, name)));
    }
  });
});

/** The two columns of the overview. */
function lineOf(usage: string, purpose: string): RegExp {
  const [first, second] = [usage, purpose].map((text) => text.replaceAll(/[|[\]().]/g, '\\$&'));
  return new RegExp(`^ {2}${first} +${second}$`);
}
