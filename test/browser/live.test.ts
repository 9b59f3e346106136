// A run is watched as it happens, in a real browser.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { type PageServer, servePage } from '../../cli/page/page-server.ts';
import type { LedgerEvent, RunStarted } from '../../shared/contracts/ledger-events.ts';
import { pageHtml } from '../../shared/report/page-html.ts';
import { followRunPage, type PageExtras } from '../../shared/report/run-page.ts';
import { strategies } from '../../shared/search/registry.ts';
import { apply, startOf } from '../../shared/steps/run-state.ts';
import { lineOf, SMALL_DIGITS, SMALL_SPACE, start } from '../cli/command-line.ts';
import { freshRun } from '../steps/fake-run.ts';
import { hasNoBrowser, SKIPPED, template, watchedPage } from './browser.ts';
import { browser, folder, useBrowser } from './use-browser.ts';

const EXTRAS: PageExtras = {
  dataName: 'fake digits',
  classes: ['0', '1'],
  baselineCommand: null,
  money: null,
  usdOf: () => null,
  misclassified: null,
  model: null,
  missing: [],
};

useBrowser();

const progressOf = (page: Page) => page.locator('#progress [role=img]').first();

describe.skipIf(hasNoBrowser)(`the live page ${SKIPPED}`, { timeout: 300_000 }, () => {
  it('follows a run of the command line from its first generation to its tested champion', async () => {
    const search = ['--dataset', SMALL_DIGITS, '--population', '5', '--generations', '4'];
    // Long trainings: several generations are left when the page is open, however busy the machine.
    const flags = [...search, '--space', SMALL_SPACE, '--examples', '32000'];
    const run = start(['run', ...flags, '--workers', '1', '--out', join(folder, 'live')]);
    const { page, faults, requests } = await watchedPage(browser);
    const [address = ''] = /http:\S+/.exec(await lineOf(run, 'stdout', /^Live page: /))!;
    run.stdout!.resume();
    const closed = once(run, 'close');
    await page.goto(address);
    const seen = new Set<string>();
    const report = join(folder, 'live', 'report.html');
    let wasKept = false;
    const state = page.getByRole('status').first();
    while (!(await state.textContent())?.includes('run finished')) {
      const label = await progressOf(page).getAttribute('aria-label', { timeout: 60_000 });
      wasKept ||= existsSync(report) && readFileSync(report, 'utf8').includes('"isFinished":false');
      seen.add(/to \S+ % in generation (\d)/.exec(label ?? '')?.[1] ?? '');
    }
    expect(await closed).toEqual([0, null]);
    expect(seen.has('3')).toBe(true);
    expect(wasKept).toBe(true);
    expect(seen.size).toBeGreaterThan(1);
    await expect.poll(() => page.locator('#headline').textContent()).toMatch(/95 % CI/);
    expect(faults).toEqual([]);
    expect(new Set(requests)).toEqual(new Set([address, `${address}events`]));
  });

  it('comes back after a break with all that it has missed', async () => {
    const { events } = await freshRun({
      strategy: { name: 'tournament', population: 6, generations: 3 },
    });
    const run = await startRun(events);
    const proxy = await startProxy(Number(new URL(run.server.address).port));
    const { page } = await watchedPage(browser);
    try {
      run.until('generation-closed');
      await page.goto(proxy.address);
      const label = () => progressOf(page).getAttribute('aria-label');
      await expect.poll(label).toContain('in generation 0');
      proxy.cut();
      await expect.poll(() => page.getByRole('status').first().textContent()).toContain('lost');
      run.until('generation-closed');
      run.until('generation-closed');
      proxy.mend();
      await expect.poll(label).toContain('to ');
      await expect.poll(label).toMatch(/in generation 2/);
      await expect.poll(() => page.getByRole('status').first().textContent()).toContain('live');
      // It was sent what it had missed, not the whole again.
      expect(run.wholes()).toBe(1);
    } finally {
      await run.server.end();
      await proxy.close();
    }
  });

  it('refuses other names, other methods and other paths', async () => {
    const { events } = await freshRun({
      strategy: { name: 'tournament', population: 6, generations: 1 },
    });
    const { server } = await startRun(events);
    try {
      const code = async (path: string, init?: RequestInit) =>
        (await fetch(new URL(path, server.address), init)).status;
      expect(await code('/')).toBe(200);
      expect(await code('/', { method: 'POST' })).toBe(405);
      expect(await code('/journal.jsonl')).toBe(404);
      expect(await statusFor(server.address, 'evil.example')).toBe('403');
    } finally {
      await server.end();
    }
  });
});

/** A recorded run, told again event by event. */
async function startRun(events: readonly LedgerEvent[]) {
  const [first, ...rest] = events;
  const state = startOf(first as RunStarted, strategies);
  const follower = followRunPage(state, [first!], EXTRAS);
  let wholes = 0;
  const whole = () => {
    wholes += 1;
    return follower.whole();
  };
  const html = pageHtml(template(), 'a run', { kind: 'live' });
  const server: PageServer = await servePage(html, { ...follower, whole });
  return {
    server,
    wholes: () => wholes,
    /** Up to and with the next event of this type. */
    until: (type: LedgerEvent['type']) => {
      for (let event = rest.shift(); event !== undefined; event = rest.shift()) {
        apply(state, event);
        follower.note(event);
        if (event.type === type) break;
      }
      server.tell();
    },
  };
}

/** A way to the server that can be cut. */
async function startProxy(port: number) {
  const sockets = new Set<Socket>();
  let isCut = false;
  const proxy = createServer((socket) => {
    if (isCut) return socket.destroy();
    const onward = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined).on('close', () => to.destroy());
      from.pipe(to);
    }
    return undefined;
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    address: `http://127.0.0.1:${(proxy.address() as { port: number }).port}/`,
    cut,
    mend: () => {
      isCut = false;
    },
    close: async () => {
      cut();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

/** fetch lets nobody choose a Host. */
async function statusFor(address: string, host: string): Promise<string | undefined> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  socket.end(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1];
}
