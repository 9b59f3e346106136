// The help tells every flag with its unit and what holds without it, and tells the truth.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { ON_AWS } from '../../cli/aws-commands.ts';
import type { Command } from '../../cli/command.ts';
import { resumeCommand } from '../../cli/commands/resume.ts';
import { configOf } from '../../cli/config-file.ts';
import { COMMON_FLAGS } from '../../cli/flags.ts';
import { help } from '../../cli/help.ts';
import { ALL_COMMANDS, dispatch, main } from '../../cli/main.ts';
import { RUN_FLAGS } from '../../cli/run-flags.ts';
import { version } from '../../cli/version.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { ended, evolambda } from './command-line.ts';

describe('help', () => {
  it.each(ALL_COMMANDS.map((command) => [command.usage, command] as const))(
    '%s: has a line for each of its flags, and examples that name no other',
    (_, { name, usage, flags, examples }) => {
      const text = help(ALL_COMMANDS, name);
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
    [['run', '-h'], help(ALL_COMMANDS, 'run')],
    [['watch', 'seven', '-h'], help(ALL_COMMANDS, 'watch')],
    [['-h'], help(ALL_COMMANDS)],
    [['-h', 'run'], help(ALL_COMMANDS, 'run')],
    [['-V'], version()],
    [['run', '--version'], null],
    [['list', '--', '-h'], null],
  ])('answers %j', async (argv, words) => {
    const errors = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const answer = await answered(() => main(argv));
    errors.mockRestore();
    expect(answer).toEqual(words === null ? [2, ''] : [0, `${words}\n`]);
  });

  it('is printed by the command itself, and the code is 0', async () => {
    const { code, stdout, stderr } = await evolambda(['export', '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${help(ALL_COMMANDS, 'export')}\n`);
  });

  it('tells both ways to resume: here, and on AWS', async () => {
    const { stdout } = await evolambda(['resume', '--help']);
    expect(stdout).toMatch(
      /^Usage: evolambda resume DIR[\s\S]*^Usage: evolambda resume RUN --stack NAME/m,
    );
    for (const flags of [resumeCommand.flags, ON_AWS.resume.flags]) {
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
    for (const { usage, purpose } of ALL_COMMANDS) {
      const [named = ''] = usage.split(' [flags]');
      expect(lines).toContainEqual(expect.stringMatching(lineOf(named, purpose)));
    }
    expect(stdout).not.toContain('--population');
    expect(stdout).toContain('Exit codes');
    for (const { name } of ALL_COMMANDS) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name}( |$)`, 'm'));
    }
  });

  it('names the defaults that a run has', () => {
    const { strategy, budget, seed, dataset } = resolveConfig(configOf({}, {}, []), strategies);
    const actual = { ...strategy, ...budget, seed, dataset, strategy: strategy.name };
    const told = ['population', 'generations', 'examples', 'seed', 'dataset', 'strategy'] as const;
    for (const name of told) {
      expect(RUN_FLAGS[name].without).toBe(String(Reflect.get(actual, name)));
    }
  });
});

describe('a command', () => {
  it.each(['bash', 'zsh', 'fish'])('is completed in %s, with its flags', async (shell) => {
    const [, script] = await answered(() => dispatch(['completion', shell], ALL_COMMANDS));
    for (const { name, flags } of ALL_COMMANDS) {
      const lines = script
        .split('\n')
        .filter((line) => line.includes(name))
        .join('\n');
      for (const flag of Object.keys(flags)) {
        expect(lines).toMatch(new RegExp(`-(-|l )${flag}( |$)`, 'm'));
      }
    }
  });

  it('is one value: dispatch, help, completion and the hint of a misspelt name read it', async () => {
    const toy: Command = {
      name: 'juggle',
      group: 'Results',
      usage: 'juggle catch|drop DIR',
      purpose: 'Juggle with runs',
      flags: {
        balls: { type: 'integer', group: 'Output', help: 'Balls', value: 'N', without: '3' },
      },
      examples: ['evolambda juggle catch runs/seven'],
      run: async (argv) => argv.length,
    };
    const onAws: Command = {
      ...toy,
      isMeantBy: (argv) => argv.includes('--stack'),
      run: async () => 7,
    };
    const commands = [...ALL_COMMANDS, toy, onAws];
    const asked = (...argv: string[]) => answered(() => dispatch(argv, commands));
    expect(await asked('juggle', 'catch', '--balls', '4')).toEqual([3, '']);
    expect(await asked('juggle', 'catch', '--stack')).toEqual([7, '']);
    expect((await asked('--help'))[1]).toMatch(/^ {2}juggle catch\|drop DIR +Juggle with runs$/m);
    expect((await asked('juggle', '--help'))[1]).toMatch(/^ {2}--balls N +Balls \[default: 3\]$/m);
    expect((await asked('completion', 'bash'))[1]).toMatch(/"juggle "\*" "-\*\) words="--balls /);
    await expect(dispatch(['jugle'], commands)).rejects.toThrow('did you mean juggle?');
    await expect(dispatch(['juggle'], ALL_COMMANDS)).rejects.toThrow('juggle: unknown command');
  });
});

/** The code of a command and what it prints on standard output. */
async function answered(command: () => Promise<number>): Promise<[code: number, stdout: string]> {
  let stdout = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text;
    return true;
  });
  const code = await command();
  write.mockRestore();
  return [code, stdout];
}

/** The two columns of the overview. */
function lineOf(usage: string, purpose: string): RegExp {
  const [first, second] = [usage, purpose].map((text) => text.replaceAll(/[|[\]().]/g, '\\$&'));
  return new RegExp(`^ {2}${first} +${second}$`);
}
