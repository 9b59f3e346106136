// The person's own browser, asked to show an address.
import open from 'open';
import type { Terminal } from '../terminal.ts';

/** A machine without a browser is told so, and no more: the address stands on the terminal. */
export async function openInBrowser(address: string, terminal: Terminal): Promise<void> {
  try {
    const child = await open(address);
    child.on('error', () => terminal.say('No browser could be opened.'));
  } catch {
    terminal.say('No browser could be opened.');
  }
}
