// The README leads to what there is to know about AWS, and what it links is there.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');
const [, onAws = ''] = /\n## On AWS\n(.*?)\n## /s.exec(readme) ?? [];
const ON_AWS = [
  'architecture',
  'aws-settings',
  'cost',
  'emulator',
  'operator-runbook',
  'scale',
  'security',
  'worker-hosts',
  'worker-images',
].map((name) => `docs/${name}.md`);

it('the section on AWS links every document on it', () => {
  const linked = Array.from(onAws.matchAll(/\]\((docs\/[^)]+)\)/g), ([, path]) => path);
  expect(linked.sort()).toEqual(ON_AWS);
});

it('what the README links is there', () => {
  const linked = Array.from(readme.matchAll(/\]\(((?!https?:)[^)#]+)/g), ([, path]) => path);
  expect(linked.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
});
