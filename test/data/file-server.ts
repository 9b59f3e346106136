// A web server on this machine that serves what a test tells it to, and notes what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface FileServer {
  /** http://127.0.0.1:PORT/ */
  readonly base: string;
  /** METHOD-less log of requests: `/path` or `/path bytes=n-`. */
  readonly log: string[];
  /** Answers to come, path by path; the last one of a path stays. */
  readonly answers: Map<string, Answer[]>;
  /** Cuts every connection. */
  cut(): void;
  close(): Promise<void>;
}

export async function startFileServer(): Promise<FileServer> {
  const log: string[] = [];
  const answers = new Map<string, Answer[]>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const { range } = request.headers;
    log.push(range === undefined ? path : `${path} ${range}`);
    const queue = answers.get(path) ?? [];
    const answer = (queue.length > 1 ? queue.shift() : queue[0]) ?? status(404);
    answer(response, request);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}/`,
    log,
    answers,
    cut: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** The whole file, or the range that was asked for. */
export function whole(content: Uint8Array): Answer {
  return (response, request) => {
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    if (from === undefined) {
      response.writeHead(200, { 'content-length': content.length }).end(content);
      return;
    }
    const start = Number(from);
    if (start >= content.length) {
      response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
      return;
    }
    const range = `bytes ${start}-${content.length - 1}/${content.length}`;
    response.writeHead(206, { 'content-range': range }).end(content.subarray(start));
  };
}

/** The whole file whatever was asked for, as servers without ranges do. */
export function rangeless(content: Uint8Array): Answer {
  return (response) => {
    response.writeHead(200, { 'content-length': content.length }).end(content);
  };
}

/** Promises the whole, sends the first bytes and then waits; FileServer.cut ends the waiting. */
export function stopAfter(bytes: number, content: Uint8Array): Answer {
  return (response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, bytes));
  };
}

/** Answers when so many requests are under way, so that they are side by side for certain. */
export function together(requests: number, answer: Answer): Answer {
  const waiting: (() => void)[] = [];
  return (response, request) => {
    waiting.push(() => answer(response, request));
    if (waiting.length === requests) for (const go of waiting) go();
  };
}

export function status(code: number): Answer {
  return (response) => {
    response.writeHead(code).end('<html>an explanation</html>');
  };
}

/** Takes the request and says nothing. */
export const silence: Answer = () => {};
