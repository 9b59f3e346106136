// One HTTP request for the rest of a file, written to its part as it arrives.
import type { PartFile } from './part-file.ts';

export interface ReceiveOptions {
  /** Give up when the server has been silent for this long. */
  readonly idleMs: number;
  /** More bytes than this cannot be the file. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
  readonly onBytes?: (received: number, total: number | undefined) => void;
}

/**
 * Asks for what the part lacks (HTTP Range) and appends it; starts over where the server sends the
 * whole file instead.
 * @throws Error in plain words if the answer is not the file's content, or ends early
 * @see RFC 9110, section 14
 */
export async function receive(url: string, part: PartFile, options: ReceiveOptions): Promise<void> {
  const idle = new AbortController();
  const silent = new Error(`timed out: no data for ${options.idleMs / 1000} s`);
  const timer = setTimeout(() => idle.abort(silent), options.idleMs);
  const signals = options.signal === undefined ? [idle.signal] : [idle.signal, options.signal];
  try {
    const response = await fetch(url, {
      // A server that packs the .gz once more would have fetch unpack it under our feet.
      headers: { 'accept-encoding': 'identity', ...rangeOf(part) },
      signal: AbortSignal.any(signals),
    });
    const total = await placeAnswer(response, part);
    if (response.body === null) throw new Error('empty response');
    for await (const chunk of response.body) {
      timer.refresh();
      await part.append(chunk);
      if (part.size > options.maxBytes) {
        await part.restart();
        throw new Error(`download exceeds the ${options.maxBytes} bytes of the file`);
      }
      options.onBytes?.(part.size, total);
    }
    if (total !== undefined && part.size !== total) {
      throw new Error(`the connection ended after ${part.size} of ${total} bytes`);
    }
  } finally {
    clearTimeout(timer);
  }
}

function rangeOf(part: PartFile): Record<string, string> {
  return part.size > 0 ? { range: `bytes=${part.size}-` } : {};
}

/** Brings the part to where the answer's content goes on; returns the whole file's size if known. */
async function placeAnswer(response: Response, part: PartFile): Promise<number | undefined> {
  if (response.status === 206) {
    const range = response.headers.get('content-range') ?? '';
    const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range) ?? [];
    if (Number(from) !== part.size || from === undefined) {
      await part.restart();
      throw new Error(`response has another range than requested (${range || 'none'})`);
    }
    return total === undefined || total === '*' ? undefined : Number(total);
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    if (response.status === 416) await part.restart();
    throw new Error(`HTTP ${response.status}`);
  }
  await part.restart();
  const length = response.headers.get('content-length');
  const encoded = response.headers.get('content-encoding') ?? 'identity';
  return length === null || encoded !== 'identity' ? undefined : Number(length);
}
