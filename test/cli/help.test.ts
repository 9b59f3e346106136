// The help tells every flag with its unit and what holds without it, and tells the truth.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EVALUATE_FLAGS } from '../../cli/commands/evaluate.ts';
import { REPLAY_FLAGS } from '../../cli/commands/replay.ts';
import { COMMAND_NAMES } from '../../cli/help.ts';
import {
  DATA_PUSH_FLAGS,
  DEPLOY_FLAGS,
  DESTROY_FLAGS,
  REMOTE_RESUME_FLAGS,
  RESULTS_FLAGS,
  STACK_FLAGS,
  START_FLAGS,
} from '../../cli/remote/remote-flags.ts';
import { configOf, RESUME_FLAGS, RUN_FLAGS } from '../../cli/run-flags.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { ended, evolambda } from './command-line.ts';

describe('help', () => {
  it.each([
    ['run', RUN_FLAGS],
    ['replay', REPLAY_FLAGS],
    ['evaluate', EVALUATE_FLAGS],
    ['space', {}],
    ['deploy', DEPLOY_FLAGS],
    ['data', DATA_PUSH_FLAGS],
    ['start', START_FLAGS],
    ['watch', STACK_FLAGS],
    ['status', STACK_FLAGS],
    ['results', RESULTS_FLAGS],
    ['stop', STACK_FLAGS],
    ['cost', STACK_FLAGS],
    ['destroy', DESTROY_FLAGS],
  ])('%s --help has a line for each of its flags', async (command, flags) => {
    const { code, stdout, stderr } = await evolambda([command, '--help']);
    const told = stdout.split('\n').filter((line) => line.startsWith('  --'));
    expect(told).toHaveLength(Object.keys(flags).length);
    for (const name of Object.keys(flags)) {
      expect(told.filter((line) => line.trim().split(' ')[0] === `--${name}`)).toHaveLength(1);
    }
    for (const line of told) expect(line).toMatch(/\[.+\]$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('tells both ways to resume: here, and on AWS', async () => {
    const { stdout } = await evolambda(['resume', '--help']);
    expect(stdout).toMatch(/^evolambda resume DIR[\s\S]*^evolambda resume RUN --stack NAME/m);
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

  it('alone tells all commands, the flags of those here, and the exit codes', async () => {
    const { stdout } = await evolambda(['--help']);
    for (const flags of [RUN_FLAGS, RESUME_FLAGS, EVALUATE_FLAGS]) {
      for (const name of Object.keys(flags)) expect(stdout).toContain(`--${name}`);
    }
    for (const name of COMMAND_NAMES) expect(stdout).toContain(`  evolambda ${name}`);
    expect(stdout).toContain('Exit codes');
  });

  it('names the defaults that a run has', () => {
    const { strategy, budget, seed, dataset } = resolveConfig(configOf({}), strategies);
    const actual = { ...strategy, ...budget, seed, dataset, strategy: strategy.name };
    for (const name of ['population', 'generations', 'examples', 'seed', 'dataset', 'strategy']) {
      expect(RUN_FLAGS[name]?.without).toBe(String(Reflect.get(actual, name)));
    }
  });
});
