// A report is small enough to be sent by mail.
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { pageHtml } from '../../shared/report/page-html.ts';
import { template } from '../browser/browser.ts';
import { syntheticPage } from '../browser/synthetic-page.ts';

it('of the article’s run, 482 genomes and its finish, without its model, is under 2 MB', () => {
  const page = syntheticPage({ candidates: 522, generations: 10, seed: 1 });
  expect(page.model).toBe(null);
  expect(Object.values(page.genomes).every(({ network }) => network !== undefined)).toBe(true);
  const html = pageHtml(template(), 'a run', page);
  expect(Buffer.byteLength(html)).toBeLessThan(2e6);
  // What is said of each evaluation, beside the page itself.
  expect(gzipSync(html).byteLength).toBeLessThan(5e5);
});

it('carries no schema library: what a page shows was checked where the page was made', () => {
  expect(template()).not.toContain('ZodError');
});
