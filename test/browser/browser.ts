// The system's Chromium, and pages that are watched: what they print, what they request from the network.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** The headless shell comes first: without a user interface, it opens a page in a sixth of the processor time. */
const NAMES = [
  ...['chromium-headless-shell', 'chrome-headless-shell', 'chromium', 'chromium-browser'],
  ...['google-chrome', 'google-chrome-stable', 'chrome'],
];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** The executable, or undefined where there is none. */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
  return [...places, MAC].find((place) => existsSync(place));
}

/** In CI a browser must be there: what is skipped here fails there. */
export const hasNoBrowser = findBrowser() === undefined && process.env.CI !== 'true';

/** Of tests that are skipped without one. */
export const SKIPPED = '(skipped: no chromium is installed)';

export function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('no chromium is installed');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

export interface WatchedPage {
  readonly page: Page;
  /** What went wrong in it, in the browser's words: errors, warnings, breaches of its policy. */
  readonly faults: string[];
  /** Addresses that were asked for. */
  readonly requests: string[];
}

export async function watchedPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error.stack)));
  page.on('request', (request) => requests.push(request.url()));
  return { page, faults, requests };
}

/** As the build made it. */
export function template(): string {
  return readFileSync(fileURLToPath(new URL('../../dist/page.html', import.meta.url)), 'utf8');
}
