// The person's own browser, asked to show an address.
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Terminal } from '../terminal.ts';

/** How long a refusal may take. */
const PATIENCE_MS = 2000;

/** A machine without a browser is told so, and no more. */
export async function openInBrowser(address: string, terminal: Terminal): Promise<void> {
  // Loaded here: its many files would slow the start of every other command.
  const { default: open } = await import('open');
  const isOpened = await open(address).then(
    // What opens it leaves at once, or stays as the browser itself.
    (child) =>
      Promise.race([once(child, 'exit').then(([code]) => code === 0), pause(PATIENCE_MS, true)]),
    () => false,
  );
  if (!isOpened)
    terminal.say(`Note: no browser could be opened. Open the page yourself: ${address}`);
}
