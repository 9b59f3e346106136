// `run --config FILE` takes the settings that an execution on AWS takes, and flags go before them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf } from '../../cli/config-file.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { PRESETS, settingsOver } from '../../shared/steps/presets.ts';
import { evolambda, SMALL, SMALL_DIGITS, SMALL_SPACE } from './command-line.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('--config', () => {
  const settings = {
    seed: 7,
    strategy: { name: 'random', population: 6, generations: 3 },
    budget: { examples: 1280, schedule: 'linear' },
    finalPhase: { rerank: 2 },
  };

  it('without flags is the configuration that AWS makes of the same input', () => {
    expect(resolveConfig(configOf({}, { config: settings }, []), strategies)).toEqual(
      resolveConfig(settings, strategies),
    );
    expect(resolveConfig(configOf({}, { config: {} }, []), strategies)).toEqual(
      resolveConfig({}, strategies),
    );
  });

  it('gives way to flags, setting by setting', () => {
    const flags = { seed: 8, population: 4, examples: 640, 'no-final-phase': true };
    expect(configOf(flags, { config: settings }, [])).toEqual({
      seed: 8,
      strategy: { name: 'random', population: 4, generations: 3 },
      budget: { examples: 640, schedule: 'linear' },
      finalPhase: null,
    });
  });

  it('says nothing by what is undefined, over a preset or not', () => {
    const nothing = {
      ...{ seed: undefined, space: undefined, enqueue: undefined, unknown: undefined },
      strategy: { name: undefined, population: undefined, elites: undefined },
      budget: { examples: undefined },
      finalPhase: { rerank: undefined, seeds: undefined },
    };
    for (const preset of [undefined, 'quick', 'article']) {
      const given = { ...nothing, preset };
      expect(resolveConfig(given, strategies)).toEqual(resolveConfig({ preset }, strategies));
    }
    const { article } = PRESETS;
    expect(settingsOver({ ...article, seed: 2 }, nothing)).toEqual({ ...article, seed: 2 });
    const other = { strategy: { ...nothing.strategy, name: 'random' } };
    expect(settingsOver({ ...article }, other).strategy).toEqual({
      ...{ name: 'random', population: 50, generations: 10 },
    });
  });

  it('runs as the flags that say the same', async () => {
    const config = JSON.stringify({
      dataset: SMALL_DIGITS,
      space: JSON.parse(readFileSync(SMALL_SPACE, 'utf8')),
      strategy: { population: 5, generations: 2 },
      budget: { examples: 640 },
      finalPhase: null,
    });
    const inFile = ['--config', fileWith('small.json', config)];
    const inFlags = [...SMALL, '--space', SMALL_SPACE, '--examples', '640', '--no-final-phase'];
    const runs = await Promise.all(
      [inFile, inFlags].map((settings, index) =>
        evolambda(['run', ...settings, '--json', '--out', join(folder, `run-${index}`)]),
      ),
    );
    const [first, second] = runs.map(({ lines }) => JSON.parse(lines.at(-1)!).ledgerHash);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toBe(first);
  });

  it.each([
    ['absent.json', undefined, ['--config', 'absent.json', 'does not exist']],
    ['words.json', 'seed: 7', ['--config', 'words.json', 'a JSON file']],
    ['list.json', '[7]', ['--config', 'expected a JSON file with an object of settings']],
    ['faults.json', '{"sead":7,"strategy":"random","budget":3}', ['sead', 'strategy', 'budget']],
  ])('refuses %s by name', async (name, text, words) => {
    const path = text === undefined ? join(folder, name) : fileWith(name, text);
    const { code, stdout, stderr } = await evolambda(['run', '--config', path]);
    for (const word of words) expect(stderr).toContain(word);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
