// Each mistake is answered in words: the field, the value, what is allowed and the nearest known name, all
// faults at once; with code 2 (4 for a damaged file), no stack trace, and nothing written.
// GOLDEN=record npx vitest run --project=slow test/bad-inputs writes expected.txt anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { BadInput } from './bad-input.ts';
import { CONFIGURATIONS } from './configurations.ts';
import { FLAGS } from './flags.ts';
import { GENOMES } from './genomes.ts';
import { MANIFESTS } from './manifests.ts';
import { SPACES } from './spaces.ts';
import { told } from './told.ts';

const SETS: Readonly<Record<string, readonly BadInput[]>> = {
  configurations: CONFIGURATIONS,
  flags: FLAGS,
  genomes: GENOMES,
  manifests: MANIFESTS,
  spaces: SPACES,
};
const EXPECTED = new URL('./expected.txt', import.meta.url);
/** `PATH: PROBLEM; expected ALLOWED; HINT`, of which one of the last two may be absent. */
const FORM = /^.+?: (?:.+; expected .+|.+; did you mean .+\?|.+; .* lists? .+|unknown field)$/;
const isRecording = process.env.GOLDEN === 'record';
const recorded = new Map<string, string>();
const expected = new Map(
  readFileSync(EXPECTED, { encoding: 'utf8', flag: 'a+' })
    .split(/^# /m)
    .slice(1)
    .map((section): [string, string] => {
      const end = section.indexOf('\n');
      return [section.slice(0, end), section.slice(end + 1).trimEnd()];
    }),
);
afterAll(() => {
  if (!isRecording) return;
  writeFileSync(EXPECTED, [...recorded].map(([name, words]) => `# ${name}\n${words}\n`).join('\n'));
});

it('are more than a hundred, each with a name of its own', () => {
  const names = Object.entries(SETS).flatMap(([set, inputs]) =>
    inputs.map(({ name }) => `${set}: ${name}`),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(100);
  if (!isRecording) expect([...expected.keys()].sort()).toEqual(names.sort());
});

describe.each(Object.entries(SETS))('%s', (set, inputs) => {
  it.each(inputs.map((input) => [input.name, input] as const))('%s', async (name, input) => {
    const { code, stdout, stderr, written } = await told(input);
    expect({ code, written }).toEqual({ code: input.code ?? 2, written: [] });
    expect(stderr).not.toMatch(/^\s+at /m);
    // Where a data set was opened, that was said.
    expect(stdout).not.toMatch(/not allowed|expected/);
    const lines = stderr
      .trimEnd()
      .split('\n')
      .filter((line) => line !== 'Invalid input:');
    if (code === 2) for (const line of lines) expect(line).toMatch(FORM);
    const words = lines.join('\n');
    if (isRecording) recorded.set(`${set}: ${name}`, words);
    else expect(words).toBe(expected.get(`${set}: ${name}`));
  });
});
