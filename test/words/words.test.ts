// What a user reads is in the field's words: README, documents, help, messages and the page hold none of the
// listed phrases and no sentence of more than 30 words. It cannot judge more than that: a reviewer reads the rest.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { help } from '../../cli/help.ts';
import { ALL_COMMANDS } from '../../cli/main.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { literalsIn } from './literals.ts';
import { proseIn } from './markdown.ts';
import { type Passage, sentencesOf, wordsOf } from './passage.ts';
import { PHRASES } from './phrases.ts';

const MOST_WORDS = 30;
const root = fileURLToPath(new URL('../../', import.meta.url));

/** For contributors; the check does not cover their documents yet, nor comments. */
const FOR_CONTRIBUTORS = /^docs\/(architecture|ledger|checkpoint-format|contributing|decisions\/)/;

function filesIn(folders: readonly string[], ends: RegExp): string[] {
  const listed = execFileSync('git', ['ls-files', '--', ...folders], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((path) => ends.test(path));
}

function textOf(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}

const DOCUMENTS = filesIn(['README.md', 'docs'], /\.md$/).filter(
  (path) => !FOR_CONTRIBUTORS.test(path),
);
const SOURCES = filesIn(['cli', 'shared', 'functions', 'infra', 'bench'], /\.(ts|tsx|mjs)$/);
const TEXTS: readonly (readonly [name: string, passages: readonly Passage[]])[] = [
  ['README and documents', DOCUMENTS.flatMap((path) => proseIn(path, textOf(path)))],
  [
    'help',
    [undefined, ...new Set(ALL_COMMANDS.map(({ name }) => name))].map((name) => ({
      where: `help of ${name ?? 'all commands'}`,
      text: help(ALL_COMMANDS, name),
    })),
  ],
  [
    'expected errors',
    [
      {
        where: 'test/bad-inputs/expected.txt',
        text: textOf('test/bad-inputs/expected.txt'),
      },
    ],
  ],
  ['messages and the page', SOURCES.flatMap((path) => literalsIn(path, textOf(path)))],
];

describe.each(TEXTS)('%s', (_, passages) => {
  it('use no listed phrase', () => {
    expect(passages.flatMap(phrasesIn)).toEqual([]);
  });

  it(`have no sentence over ${MOST_WORDS} words`, () => {
    expect(passages.flatMap(longSentencesIn)).toEqual([]);
  });
});

describe('the check', () => {
  it('lists at least 40 phrases and reads text of every kind', () => {
    expect(PHRASES.length).toBeGreaterThanOrEqual(40);
    for (const [name, passages] of TEXTS) expect([name, passages.length]).not.toEqual([name, 0]);
  });

  it.each([
    'The misread images',
    'can be gone on with',
    'money that is put aside',
    'the worker is told to stop',
    'What it took',
    'as small as may be',
    'the run is\ngone on with',
  ])('finds the phrase in %j', (text) => {
    expect(phrasesIn({ where: 'here', text })).toHaveLength(1);
  });

  it('reads templates, sums, JSX and Markdown as one text each', () => {
    const source = [
      "const a = 'the ' + b + ` was put ` + 'aside';",
      'const c = <p>What <b>{d}</b> it took {"in all, " + e}</p>;',
    ].join('\n');
    expect(literalsIn('a.tsx', source).map(({ text }) => text)).toEqual([
      'the … was put aside',
      'What … it took …',
      'in all, …',
    ]);
    const markdown =
      '# A title\n\nOne [link](to/it) and\na line.\n- item\n```\ncode\n```\n| a cell |\n';
    expect(proseIn('a.md', markdown)).toEqual([
      { where: 'a.md:1', text: 'A title' },
      { where: 'a.md:3', text: 'One link and a line.' },
      { where: 'a.md:5', text: 'item' },
      { where: 'a.md:9', text: 'a cell' },
    ]);
  });

  it('counts words by sentence, a command in backticks as one', () => {
    const text = 'Run `evolambda run --quick --out runs/first` first. Then look – at it!\nDone';
    expect(sentencesOf(text).map(wordsOf)).toEqual([3, 4, 1]);
  });

  it('has no exception that nothing needs, and each with its reason', () => {
    const all = TEXTS.flatMap(([, passages]) => passages);
    const idle = EXCEPTIONS.filter((one) => !all.some((passage) => isExcepted(passage, [one])));
    expect(idle).toEqual([]);
    for (const { reason } of EXCEPTIONS) expect(reason.length).toBeGreaterThan(10);
  });
});

function phrasesIn(passage: Passage): string[] {
  if (isExcepted(passage)) return [];
  return PHRASES.flatMap(({ pattern, instead }) => {
    const [found] = pattern.exec(passage.text) ?? [];
    return found === undefined ? [] : [`${passage.where}: "${found}": ${instead}`];
  });
}

function longSentencesIn(passage: Passage): string[] {
  if (isExcepted(passage)) return [];
  return sentencesOf(passage.text)
    .filter((sentence) => wordsOf(sentence) > MOST_WORDS)
    .map((sentence) => `${passage.where}: ${wordsOf(sentence)} words: ${sentence}`);
}

function isExcepted({ where, text }: Passage, among = EXCEPTIONS): boolean {
  return among.some((one) => where.startsWith(one.path) && text.includes(one.text));
}
