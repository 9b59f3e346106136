// Benchmarks on a machine that lacks a peer: it is named with what adds it, and the others run.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { required, unlessMissing } from '../../bench/optional.ts';
import { LinePeer } from '../../bench/peers/line-peer.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';

afterEach(() => vi.restoreAllMocks());

function leftOut(open: () => Promise<unknown>): Promise<{ found: unknown; said: string }> {
  let said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  return unlessMissing('a peer', 'install it', open).then((found) => ({ found, said }));
}

describe('a peer', () => {
  it.each([
    ['whose program is missing', ['/none/python', []], 'spawn /none/python ENOENT'],
    [
      'whose module is missing',
      [process.execPath, ['-e', 'require("no-such")']],
      "Cannot find module 'no-such'",
    ],
    ['that ends at once', [process.execPath, ['-e', '']], 'the peer has ended'],
  ] as const)('%s is left out, with the reason', async (_, [command, args], reason) => {
    const { found, said } = await leftOut(() => new LinePeer(command, args).read());
    expect(found).toBeUndefined();
    expect(said).toMatch(/^Skipped: a peer \(.*\)\n {2}to add it: install it\n$/);
    expect(said).toContain(reason);
  });

  it('is left out with the reason of an engine, without that one’s remedy', async () => {
    const problem = 'tfjs backend native is not available: no binding';
    const fault = { path: '--engine', value: 'tfjs native', problem, allowed: '' };
    const { said } = await leftOut(() => Promise.reject(new InvalidInput([fault])));
    expect(said).toContain('Skipped: a peer (tfjs backend native is not available: no binding)\n');
  });

  it('that answers is kept', async () => {
    const peer = new LinePeer(process.execPath, ['-p', '\'{"version":1}\'']);
    expect((await leftOut(() => peer.read())).found).toEqual({ version: 1 });
  });
});

describe('what a benchmark cannot do without', () => {
  it('ends it in words', async () => {
    const failing = required('Chromium', 'install it', () =>
      Promise.reject(new Error('none\n at x')),
    );
    await expect(failing).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'Chromium is not available: none\nTo add it: install it',
    });
  });

  it.each([
    [
      ['data:text/javascript,throw Object.assign(new Error("no data"),{code:"UNAVAILABLE"})'],
      2,
      /^no data\n$/,
    ],
    [['data:text/javascript,throw new Error("a fault of ours")'], 1, /\n\s+at /],
    [
      ['data:text/javascript,console.error(process.argv.slice(2).join())', '--runs', '1'],
      0,
      /^--runs,1\n$/,
    ],
  ])('starts %j', (args, status, words) => {
    const start = fileURLToPath(new URL('../../bench/start.mjs', import.meta.url));
    const ended = spawnSync(process.execPath, [start, ...args], { encoding: 'utf8' });
    expect(ended.status).toBe(status);
    expect(ended.stderr).toMatch(words);
  });
});
