// The README leads to the guide to AWS, the guide to the documents on AWS, the index to every document, and every
// link of a document leads to a file and a heading that exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const GUIDE = 'docs/aws.md';
const INDEX = 'docs/README.md';
const DOCUMENTS = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name.replaceAll('\\', '/')}`)
  .sort();
/** Documents on AWS, as the guide links them. */
const ON_AWS = [
  'architecture.md',
  'aws-settings.md',
  'cost.md',
  'emulator.md',
  'operator-runbook.md',
  'scale.md',
  'security.md',
  'worker-hosts.md',
  'worker-images.md',
];

it('the section on AWS links the guide', () => {
  const [, onAws = ''] = /\n## On AWS\n(.*?)\n## /s.exec(textOf('README.md')) ?? [];
  expect(linksIn(onAws)).toContain(GUIDE);
});

it('the guide links every document on AWS', () => {
  const linked = new Set(linksIn(textOf(GUIDE)));
  expect(ON_AWS.filter((name) => !linked.has(name))).toEqual([]);
});

it('the index links every document', () => {
  const linked = new Set(linksIn(textOf(INDEX)).map((file) => join(dirname(INDEX), file)));
  expect(DOCUMENTS.filter((path) => path !== INDEX && !linked.has(join(path)))).toEqual([]);
});

describe.each(['README.md', ...DOCUMENTS])('%s', (path) => {
  it('links files and headings that exist', () => {
    const broken = anchorsIn(textOf(path)).filter(([target, anchor]) => {
      const file = target === '' ? path : join(dirname(path), target);
      if (!existsSync(`${root}${file}`)) return true;
      return anchor !== undefined && !headingsOf(textOf(file)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

function textOf(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}

/** File and heading of each link, but for addresses on the web. */
function anchorsIn(markdown: string): (readonly [file: string, anchor: string | undefined])[] {
  return Array.from(markdown.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g), (match) => [
    match[1] ?? '',
    match[2],
  ]);
}

function linksIn(markdown: string): string[] {
  return anchorsIn(markdown).map(([file]) => file);
}

/** As GitHub names the headings of a document in addresses. */
function headingsOf(markdown: string): string[] {
  return Array.from(markdown.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
