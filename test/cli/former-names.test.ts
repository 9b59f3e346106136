// Flags and files of evolambda 0.1: read by this version, listed in no help.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { resolvedIn } from '../../cli/config-file.ts';
import { readFlags } from '../../cli/flags.ts';
import { RUN_FLAGS } from '../../cli/run-flags.ts';
import { DEFAULT_SPACE } from '../../shared/genome/kinds/kinds.ts';
import { type Fault, InvalidInput } from '../../shared/kernel/errors.ts';
import { formerSpace } from '../contracts/former-space.ts';
import { evolambda, SMALL_DIGITS } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-former-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

/** The configuration that a command line spells; its faults are thrown. */
async function configOf(...words: string[]) {
  const faults: Fault[] = [];
  const config = await resolvedIn(readFlags(words, RUN_FLAGS).values, faults);
  if (config === undefined || faults.length > 0) throw new InvalidInput(faults);
  return config;
}

const former = fileOf('former.json', formerSpace(DEFAULT_SPACE));
const present = fileOf('present.json', DEFAULT_SPACE);

describe('--no-finish', () => {
  it('is --no-final-phase', async () => {
    const config = await configOf('--no-finish');
    expect(config.finalPhase).toBeNull();
    expect(config).toEqual(await configOf('--no-final-phase'));
  });

  it('goes before a finish in a file', async () => {
    const file = fileOf('finish.json', { finish: { epochs: 2 } });
    expect((await configOf('--config', file)).finalPhase).toMatchObject({ epochs: 2 });
    expect((await configOf('--config', file, '--no-finish')).finalPhase).toBeNull();
  });

  it('is rejected beside the present name, and where the present one is', () => {
    const both = () => readFlags(['--no-finish', '--no-final-phase'], RUN_FLAGS);
    expect(both).toThrow('--no-final-phase');
    expect(both).toThrow('given twice');
    expect(() => readFlags(['--no-finish'], {})).toThrow('--no-final-phase: unknown flag');
  });

  it('is in no help', async () => {
    const { code, stdout } = await evolambda(['run', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--no-final-phase');
    expect(stdout).not.toContain('--no-finish');
  });
});

describe('--set', () => {
  it('takes the former paths, over files with either names', async () => {
    const max = (path: string) => [`space.genes.layers.${path}.units.max=200`, `finish.epochs=3`];
    const expected = await configOf('--space', present, ...setting(max('genes')));
    expect(expected).not.toEqual(await configOf('--space', present));
    for (const space of [present, former]) {
      for (const path of ['part', 'genes']) {
        const config = await configOf('--space', space, ...setting(max(path)));
        expect(config, `${path} over ${space}`).toEqual(expected);
      }
    }
    expect(expected.finalPhase).toMatchObject({ epochs: 3 });
  });

  it('makes a format of the former unit of an objective', async () => {
    const { objectives } = await configOf('--set', 'objectives[0].unit=fraction');
    expect(objectives).toMatchObject([{ name: 'accuracy', format: 'percent' }]);
    expect(objectives[0]).not.toHaveProperty('unit');
  });
});

function setting(assignments: readonly string[]): string[] {
  return assignments.flatMap((assignment) => ['--set', assignment]);
}

describe('a configuration file', () => {
  it('is rejected with both names', async () => {
    const config = fileOf('both.json', { finish: null, finalPhase: null });
    await expect(configOf('--config', config)).rejects.toThrow(/finish: unknown field/);
  });
});

describe('space check', () => {
  it('finds a file with the former names to be the space that it is', async () => {
    const check = (file: string) =>
      evolambda(['space', 'check', file, '--dataset', SMALL_DIGITS, '--json']);
    const [one, other] = await Promise.all([check(former), check(present)]);
    expect(one.code, one.stderr).toBe(0);
    expect(one.stdout).toBe(other.stdout);
  });

  it('rejects part beside genes', async () => {
    const { layers } = DEFAULT_SPACE.genes;
    const both = {
      ...layers,
      ...(JSON.parse(readFileSync(former, 'utf8')).genes.layers as object),
    };
    const file = fileOf('both-names.json', {
      ...DEFAULT_SPACE,
      genes: { ...DEFAULT_SPACE.genes, layers: both },
    });
    const ended = await evolambda(['space', 'check', file, '--dataset', SMALL_DIGITS]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('space.genes.layers.part: unknown field');
  });
});
