// The line of a run in `evolambda list`, and the file beside the journal that keeps it.
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineSpace, evolve } from '../../cli/library/index.ts';
import { listedRun } from '../../cli/listed-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-listed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const searched = join(folder, 'searched');
beforeAll(async () => {
  mkdirSync(searched);
  await evolve({
    space: defineSpace({ x: { type: 'integer', min: 1, max: 1000 } }),
    objectives: [{ name: 'loss', direction: 'minimize' }],
    strategy: { name: 'random', population: 10, generations: 4 },
    evaluate: ({ x }) => ({ loss: x }),
    store: join(searched, 'journal.jsonl'),
  }).finished();
});

const copyOf = (name: string): string => {
  const copy = join(folder, name);
  cpSync(searched, copy, { recursive: true });
  return copy;
};
const journalIn = (directory: string) => join(directory, 'journal.jsonl');
const listingIn = (directory: string) => join(directory, 'listing.json');

/** Changes a byte in the middle: whoever reads the journal finds it damaged. */
function damage(directory: string): void {
  const bytes = readFileSync(journalIn(directory));
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = bytes[middle] === 0x30 ? 0x31 : 0x30;
  writeFileSync(journalIn(directory), bytes);
}

describe('the line of a run', () => {
  it('is taken from listing.json while the journal has its length and its end', async () => {
    const directory = copyOf('kept');
    const first = await listedRun(directory);
    expect(first).toMatchObject({ state: 'ended', objective: 'loss', format: 'number' });
    expect(first?.best).toBeLessThan(200);
    damage(directory);
    expect(await listedRun(directory)).toEqual(first);
    // The proof that the journal itself was not read.
    rmSync(listingIn(directory));
    expect(await listedRun(directory)).toMatchObject({
      state: 'damaged, or written by another version',
    });
  });

  it('moves with its run', async () => {
    await listedRun(searched);
    const moved = copyOf('moved');
    damage(moved);
    expect(await listedRun(moved)).toEqual({ ...(await listedRun(searched)), directory: moved });
  });

  it.each([
    ['is longer', (directory: string) => appendFileSync(journalIn(directory), 'more\n')],
    [
      'ends otherwise',
      (directory: string) => {
        const text = readFileSync(journalIn(directory), 'utf8');
        writeFileSync(journalIn(directory), `${text.slice(0, -3)}?}\n`);
      },
    ],
  ])('is made anew when the journal %s', async (name, change) => {
    const directory = copyOf(name.replaceAll(' ', '-'));
    await listedRun(directory);
    change(directory);
    expect(await listedRun(directory)).toMatchObject({
      state: 'damaged, or written by another version',
    });
  });

  it.each(['', '{', '{"format":0}', '[]', 'null'])(
    'is made anew where listing.json is %j',
    async (text) => {
      const directory = copyOf(`listing-${text.length}-${text.charCodeAt(0)}`);
      writeFileSync(listingIn(directory), text);
      expect(await listedRun(directory)).toMatchObject({ state: 'ended' });
      expect(JSON.parse(readFileSync(listingIn(directory), 'utf8'))).toMatchObject({ format: 3 });
    },
  );

  it('is none where the journal is empty', async () => {
    const directory = copyOf('empty');
    writeFileSync(journalIn(directory), '');
    expect(await listedRun(directory)).toBeNull();
  });
});
