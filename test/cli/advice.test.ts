// Every command that a message recommends is accepted: each is found at the end of its line, and run as it stands.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evolve } from '../../cli/library/evolve.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { bowl, space } from '../library/bowl.ts';
import { type Ended, evolambda, evolambdaIn, SMALL, SMALL_SPACE } from './command-line.ts';

const TRAINER = `
  export const train = (genome, { seed }) =>
    ({ accuracy: Number.parseInt(seed.slice(0, 4), 16) / 65536, weights: new Uint8Array(1) });
  export const predict = (genome, weights, images, { pixels, classes }) =>
    new Float32Array((images.length / pixels) * classes);`;

let home: string;
const at = (name: string) => join(home, name);

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "evolambda's advice "));
  writeFileSync(at('t.mjs'), TRAINER);
  const search = [...SMALL, '--space', SMALL_SPACE, '--examples', '640', '--trainer', at('t.mjs')];
  const ended = await evolambda([
    'run',
    ...search,
    '--no-final-phase',
    '--no-page',
    '--out',
    at('ended'),
  ]);
  expect(ended.code, ended.stderr).toBe(0);
  copied('stopped', 'journal.jsonl', (text) => `${text.split('\n').slice(0, -3).join('\n')}\n`);
  copied('barely', 'journal.jsonl', (text) => `${text.split('\n')[0]}\n`);
  copied('damaged', 'dataset.json', () => '{');
  for (const folder of ['library', 'full']) mkdirSync(at(folder));
  writeFileSync(join(at('full'), 'notes.txt'), 'mine');
  const evaluate = bowl;
  const strategy = { name: 'random', population: 3, generations: 1 } as const;
  await evolve({
    space,
    evaluate,
    strategy,
    store: join(at('library'), 'journal.jsonl'),
  }).finished();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function copied(name: string, file: string, change: (text: string) => string): void {
  cpSync(at('ended'), at(name), { recursive: true });
  writeFileSync(join(at(name), file), change(readFileSync(join(at(name), file), 'utf8')));
}

/** All that a command prints, on either stream. */
async function saidBy(argv: readonly string[]): Promise<string> {
  const { stdout, stderr } = await evolambda(argv);
  return stdout + stderr;
}

/** Commands that stand at the end of their lines, without what starts the program. */
function commandsIn(text: string): string[] {
  const start = evolambdaCommand();
  return text.split('\n').flatMap((line) => {
    const from = line.indexOf(start);
    return from < 0 ? [] : [line.slice(from + start.length + 1)];
  });
}

/** Runs it with the words that a shell makes of it. */
function pasted(command: string): Promise<Ended> {
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  return evolambdaIn(home, ...printed.split('\0').slice(0, -1));
}

describe.skipIf(process.platform === 'win32')('advice (skipped: Windows has no sh)', () => {
  const used = (name: string) => ['run', '--dataset', 'generated-digits', '--out', at(name)];
  /** A situation, what is called in it, and the commands that are recommended, each by its beginning. */
  const SITUATIONS: readonly (readonly [string, () => string[], readonly string[]])[] = [
    ['a stopped run', () => ['show', at('stopped')], ['resume']],
    ['its card', () => ['champion', 'show', at('stopped')], ['champion show']],
    ['its export', () => ['champion', 'export', at('stopped')], ['champion export']],
    ['a run without a final phase', () => ['champion', 'show', at('ended')], ['champion show']],
    ['a run without a result', () => ['champion', 'export', at('barely')], ['show']],
    ['an ended run', () => ['show', at('ended')], ['champion export', 'run']],
    ['a library search', () => ['show', at('library')], ['champion show']],
    ['its card', () => ['champion', 'show', at('library')], ['champion show']],
    [
      'its export',
      () => ['champion', 'export', at('library'), '--candidate', 'g0-0'],
      ['champion show'],
    ],
    ['its resume', () => ['resume', at('library')], []],
    ['a directory with a library search', () => used('library'), []],
    ['a directory with a run', () => used('stopped'), ['resume']],
    ['a directory with other files', () => used('full'), []],
    [
      'a damaged manifest',
      () => ['champion', 'show', at('damaged'), '--candidate', 'g0-0'],
      ['resume'],
    ],
    ['a missing directory', () => ['resume'], ['list']],
    ['a directory without a run', () => ['replay', at('full')], ['list']],
    ['a missing data set', () => ['data', 'get'], ['data list']],
    ['a space that is not there', () => ['run', '--space', at('none')], ['space print']],
  ];
  it.each(SITUATIONS)('on %s is accepted', async (_, argv, expected) => {
    const said = await saidBy(argv());
    const commands = commandsIn(said);
    const starts = expected.map((start) => expect.stringMatching(new RegExp(`^${start}( |$)`)));
    expect(commands, said).toEqual(starts);
    for (const command of commands) {
      const { code, stderr } = await pasted(command);
      expect(code, `${command}: ${stderr}`).toBe(0);
    }
  });
});
