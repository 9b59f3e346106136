// The help tells every flag with its unit and what holds without it, and tells the truth.
import { describe, expect, it } from 'vitest';
import { EVALUATE_FLAGS } from '../../cli/commands/evaluate.ts';
import { REPLAY_FLAGS } from '../../cli/commands/replay.ts';
import { configOf, RESUME_FLAGS, RUN_FLAGS } from '../../cli/run-flags.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { evolambda } from './command-line.ts';

describe('help', () => {
  it.each([
    ['run', RUN_FLAGS],
    ['start', RUN_FLAGS],
    ['resume', RESUME_FLAGS],
    ['replay', REPLAY_FLAGS],
    ['evaluate', EVALUATE_FLAGS],
    ['space', {}],
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

  it('alone tells all of them, and the exit codes', async () => {
    const { stdout } = await evolambda(['--help']);
    for (const flags of [RUN_FLAGS, RESUME_FLAGS, EVALUATE_FLAGS]) {
      for (const name of Object.keys(flags)) expect(stdout).toContain(`--${name}`);
    }
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
