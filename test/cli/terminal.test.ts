// The line that the next one replaces: only on a terminal that can replace it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exitCodeOf } from '../../cli/exit.ts';
import { processTerminal } from '../../cli/terminal.ts';

let written = '';
beforeEach(() => {
  written = '';
  const keep = (text: unknown) => {
    written += String(text);
    return true;
  };
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation(keep);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const name of ['isTTY', 'columns']) Reflect.deleteProperty(process.stderr, name);
});

function terminalOf(isTTY: boolean, columns: number | undefined, term: string): void {
  vi.stubEnv('TERM', term);
  for (const [name, value] of Object.entries({ isTTY, columns })) {
    Object.defineProperty(process.stderr, name, { value, configurable: true });
  }
}

/** A status line, a line, and an error's end. */
async function written3(): Promise<string> {
  const terminal = processTerminal(false);
  terminal.status('generation 1/2: 3/4 trained, 数字 of \u001b[31ma folder');
  terminal.say('said');
  terminal.status('again');
  await exitCodeOf(() => Promise.reject(new Error('broken')));
  return written;
}

describe('a status line', () => {
  it.each([
    ['a dumb terminal', true, 80, 'dumb'],
    ['no terminal', false, undefined, 'xterm'],
    ['a terminal of width 0', true, 0, 'xterm'],
    ['a terminal of width 1', true, 1, 'xterm'],
    ['a terminal of unknown width', true, undefined, 'xterm'],
  ])('is not written to %s, and nothing is erased there', async (_, isTTY, columns, term) => {
    terminalOf(isTTY, columns, term);
    expect(await written3()).toBe('said\nbroken\n');
  });

  it.each([
    [80, 'generation 1/2: 3/4 trained, 数字 of [31ma folder', 'again'],
    [32, 'generation 1/2: 3/4 trained, 数', 'again'],
    [3, 'ge', 'ag'],
  ])('fits into %d columns, and the next line takes its place', async (columns, first, second) => {
    terminalOf(true, columns, 'xterm');
    const erased = '\r\u001b[K';
    expect(await written3()).toBe(`${first}${erased}said\n${second}${erased}broken\n`);
  });
});
