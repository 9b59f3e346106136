// A search space given as a file: the default one comes back, the documented one is searched, and
// mistakes are told all at once.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchSpace } from '../../shared/contracts/search-space.ts';
import { evolambda, SMALL, SMALL_DIGITS } from './command-line.ts';

const SEARCH = [...SMALL, '--examples', '64', '--no-final-phase', '--json'];
/** Six networks of the default space, which are large. */
const SIX = [
  ...['--dataset', SMALL_DIGITS, '--population', '3', '--generations', '2', '--workers', '1'],
  ...['--examples', '64', '--no-final-phase', '--json'],
];
const DOCUMENTED = /```json\n(.*?)```/s.exec(readFileSync('docs/search-space.md', 'utf8'))![1]!;

let folder: string;
let defaultSpace: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-space-'));
  defaultSpace = (await evolambda(['space'])).stdout;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function searchIn(name: string, text: string, search = SEARCH) {
  const flags = ['--space', fileOf(`${name}.json`, text), '--out', join(folder, name)];
  return evolambda(['run', ...search, ...flags]);
}

describe('--space', { timeout: 120_000 }, () => {
  it('with what `evolambda space` prints changes nothing', async () => {
    const own = await evolambda(['run', ...SIX, '--out', join(folder, 'own')]);
    const given = await searchIn('given', defaultSpace, SIX);
    const [first, second] = [own, given].map(({ lines }) => JSON.parse(lines.at(-1)!).ledgerHash);
    expect(second).toBe(first);
  });

  it('with the example of the documentation searches within it', async () => {
    const { code } = await searchIn('documented', DOCUMENTED);
    expect(code).toBe(0);
    const journal = readFileSync(join(folder, 'documented', 'journal.jsonl'), 'utf8');
    const planned = journal
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line.slice(line.indexOf('{'))))
      .flatMap((event) => event.evaluations ?? []);
    expect(planned).toHaveLength(10);
    for (const { genome, parameters } of planned) {
      expect(parameters).toBeLessThanOrEqual(100_000);
      expect(genome.layers.length).toBeLessThanOrEqual(2);
      for (const layer of genome.layers) {
        expect(Object.hasOwn(layer, 'dropout')).toBe(layer.activation === 'relu');
      }
    }
  });

  it('names every mistake of the schema with path, value and what is allowed', async () => {
    const space = JSON.parse(defaultSpace) as {
      genes: Record<string, { genes: Record<string, Record<string, unknown>>; length: unknown }>;
    } & Omit<SearchSpace, 'genes'>;
    const { layers } = space.genes;
    layers!.length = { min: 1, max: 100 };
    layers!.genes.units!.min = 'few';
    layers!.genes.activation!.colour = 'red';
    const { code, stderr, stdout } = await searchIn('wrong', JSON.stringify(space));
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(
      'space.genes.layers.length.max: 100 is not allowed; expected an integer from 0 to 64',
    );
    expect(stderr).toContain(
      'space.genes.layers.genes.units.min: "few" is not allowed; expected a number',
    );
    expect(stderr).toContain('space.genes.layers.genes.activation.colour');
  });

  it.each([
    ['crossed bounds', { genes: { layers: { length: { min: 4, max: 1 } } } }, 'length.max'],
    ['limits out of reach', { limits: { maxParameters: 10 } }, 'space.limits'],
    [
      'a bound that is seldom drawn',
      {
        genes: { optimizer: { genes: { learningRate: { scale: 'linear', min: -1e-9, max: 1 } } } },
      },
      'space.genes.optimizer.genes.learningRate: -1e-9 is not allowed',
    ],
    [
      'a value that the kind does not know',
      { genes: { layers: { genes: { activation: { values: ['gelu'] } } } } },
      'space.genes.layers.genes.activation: "gelu" is not allowed',
    ],
    ['an unknown kind', { kind: 'forest' }, 'kind'],
  ])('refuses %s', async (name, change, words) => {
    const { code, stderr } = await searchIn(name, JSON.stringify(merged(defaultSpace, change)));
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });

  it('of kind custom is valid for a trainer module and the library, not for an engine', async () => {
    const genes = { step: { type: 'integer', min: 1, max: 9, mutation: 0.2 } };
    const file = fileOf('custom.json', JSON.stringify({ kind: 'custom', genes }));
    const checked = await evolambda(['space', 'check', file]);
    expect(checked.code).toBe(0);
    expect(checked.stdout).toMatch(
      /valid space of kind custom\. It needs a trainer module \(run --trainer FILE .*evolve\(\)/,
    );
    expect(checked.stdout).not.toMatch(/parameters|FLOPs/);
    const { genome, ...rest } = JSON.parse(
      (await evolambda(['space', 'check', file, '--json'])).stdout,
    );
    expect(rest).toEqual({ valid: true, kind: 'custom' });
    expect(genome).toMatchObject({ kind: 'custom', step: expect.any(Number) });
    const out = join(folder, 'custom');
    for (const command of [
      ['run', ...SEARCH, '--out', out],
      [
        'compare-strategies',
        '--strategies',
        'random,tournament',
        ...SEARCH.slice(0, 6),
        '--out',
        out,
      ],
    ]) {
      const { code, stderr } = await evolambda([...command, '--space', file]);
      expect(code).toBe(2);
      expect(stderr).toContain('space.kind: "custom" is not allowed; expected mlp; ');
      expect(stderr).toContain('a trainer module (--trainer FILE) or evolve() of the library');
      expect(existsSync(out)).toBe(false);
    }
  });

  it('refuses a file that is not there or is not JSON, by name', async () => {
    const missing = join(folder, 'missing.json');
    for (const path of [missing, fileOf('text.json', 'genes!')]) {
      const { code, stderr } = await evolambda(['run', ...SEARCH, '--space', path]);
      expect(code).toBe(2);
      expect(stderr).toContain('--space');
      expect(stderr).toContain(path);
    }
  });
});

/** The space with some fields replaced, at any depth. */
function merged(text: string, change: object): unknown {
  const into = (target: Record<string, unknown>, source: object) => {
    for (const [name, value] of Object.entries(source)) {
      const old = target[name];
      if (typeof old === 'object' && old !== null) into(old as Record<string, unknown>, value);
      else target[name] = value;
    }
  };
  const space = JSON.parse(text);
  into(space, change);
  return space;
}
