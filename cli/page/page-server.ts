// The local page of a run: an address of this machine alone, and its changes as server-sent events.
// Form of the events: https://html.spec.whatwg.org/multipage/server-sent-events.html
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunPageFollower } from '../../shared/report/run-page.ts';

export interface PageServer {
  /** `http://127.0.0.1:PORT/` */
  readonly address: string;
  /** Something has changed: readers are sent it, a few times a second at most. */
  readonly tell: () => void;
  /** Sends what is left and that no more will come, and leaves. */
  readonly end: () => Promise<void>;
}

type Follower = Pick<RunPageFollower, 'whole' | 'changeSince' | 'version'>;

/** Milliseconds between two changes that a reader is sent. */
const PAUSE_MS = 300;
/** A reader that does not take the end by then is left. */
const LEAVE_MS = 2000;
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "frame-ancestors 'none'",
};

/**
 * @param html the page that follows this server
 * @throws what the system says when it gives no port
 */
export async function servePage(html: string, follower: Follower): Promise<PageServer> {
  const readers = new Map<ServerResponse, number>();
  // Versions are of this process: a reader of one before is sent the whole.
  const name = randomUUID().slice(0, 8);
  let timer: NodeJS.Timeout | undefined;
  let ending: Promise<void> | undefined;

  const send = (reader: ServerResponse, since: number) => {
    const isNew = since === 0;
    const content = isNew ? follower.whole() : follower.changeSince(since);
    const version = follower.version();
    const type = isNew ? 'whole' : 'change';
    readers.set(reader, version);
    reader.write(`id: ${name}-${version}\nevent: ${type}\ndata: ${JSON.stringify(content)}\n\n`);
  };
  const sendAll = () => {
    timer = undefined;
    for (const [reader, since] of readers) {
      // One that is behind takes all that it has missed when it has room again.
      if (since < follower.version() && !reader.writableNeedDrain) send(reader, since);
    }
  };
  const tell = () => {
    if (ending === undefined) timer ??= setTimeout(sendAll, PAUSE_MS).unref();
  };
  const follow = (request: IncomingMessage, reader: ServerResponse) => {
    reader.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
    reader.write('retry: 1000\n\n');
    reader.on('close', () => readers.delete(reader));
    reader.on('drain', tell);
    const [process, version] = String(request.headers['last-event-id'] ?? '').split('-');
    const since = process === name ? Number(version) : 0;
    readers.set(reader, since);
    if (since < follower.version()) send(reader, since);
  };

  const server = createServer((request, response) => {
    const refuse = (code: number) => response.writeHead(code, HEADERS).end();
    // A name that somebody else's server gave to this address is none of ours.
    if (!isOurs(request.headers.host)) return refuse(403);
    if (request.method !== 'GET') return refuse(405);
    switch (request.url?.split('?')[0]) {
      case '/':
        response.writeHead(200, { ...HEADERS, 'content-type': 'text/html; charset=utf-8' });
        return response.end(html);
      case '/events':
        return follow(request, response);
      default:
        return refuse(404);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const { port } = server.address() as AddressInfo;

  return {
    address: `http://127.0.0.1:${port}/`,
    tell,
    end: () => {
      ending ??= end();
      return ending;
    },
  };

  async function end(): Promise<void> {
    clearTimeout(timer);
    const taken = [...readers].map(async ([reader, since]) => {
      if (since < follower.version()) send(reader, since);
      reader.end('event: end\ndata: {}\n\n');
      await once(reader, 'close');
    });
    const patience = new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref());
    await Promise.race([Promise.allSettled(taken), patience]);
    server.closeAllConnections();
    server.close();
  }
}

function isOurs(host = ''): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
}
