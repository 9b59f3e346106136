// One browser and one folder for all tests of a file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { hasNoBrowser, openBrowser } from './browser.ts';

/** Set by `useBrowser`. */
export let browser: Browser;
export let folder: string;

/**
 * Called once by each file of tests. Without a browser nothing is opened, and its tests are skipped.
 * @param prepare writes the pages that the tests open
 */
export function useBrowser(prepare: () => Promise<void> | void = () => undefined): void {
  beforeAll(async () => {
    if (hasNoBrowser) return;
    folder = mkdtempSync(join(tmpdir(), 'evolambda-browser-'));
    browser = await openBrowser();
    await prepare();
  });
  afterAll(async () => {
    if (hasNoBrowser) return;
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
}
