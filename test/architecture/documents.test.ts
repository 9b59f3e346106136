// The README leads to the guide to AWS, the guide to what there is to know about AWS, and what both link exists.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const GUIDE = 'docs/aws.md';
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

describe.each(['README.md', GUIDE, ...ON_AWS.map((name) => `docs/${name}`)])('%s', (path) => {
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
