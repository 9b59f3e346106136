import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DownloadProgress, downloadFile } from '../../cli/data/download-file.ts';
import type { ManifestFile } from '../../shared/contracts/dataset-manifest.ts';
import {
  type FileServer,
  rangeless,
  silence,
  startFileServer,
  status,
  stopAfter,
  together,
  whole,
} from './file-server.ts';
import { idx, sha256Of } from './idx-fixture.ts';

// Pixels that gzip cannot shrink, so that the file comes in several chunks.
const content = idx(
  [400, 28, 28],
  Uint8Array.from({ length: 400 * 784 }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) ^ (i * i)) >>> 24),
);
const packed = gzipSync(content);
const other = gzipSync(idx([1, 28, 28], new Uint8Array(784)));

let server: FileServer;
let directory: string;

beforeEach(async () => {
  server = await startFileServer();
  directory = await mkdtemp(join(tmpdir(), 'evolambda-download-'));
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

function entry(changes: Partial<ManifestFile> = {}): ManifestFile {
  return {
    role: 'train-images',
    content: 'images',
    name: 'images.idx',
    bytes: content.length,
    sha256: sha256Of(content),
    urls: [`${server.base}a.gz`, `${server.base}b.gz`],
    ...changes,
  };
}

/** Downloads, and cuts the connection when this many bytes have been written. */
const downloadCutAt = (bytes: number) =>
  downloadFile(entry(), directory, {
    onProgress: ({ receivedBytes }) => {
      if (receivedBytes === bytes) server.cut();
    },
  });

const stored = async () => (await readdir(directory)).sort();

describe('downloadFile', () => {
  it('stores what it got under its final name, and tells of its progress', async () => {
    server.answers.set('/a.gz', [whole(packed)]);
    const seen: DownloadProgress[] = [];
    const result = await downloadFile(entry(), directory, { onProgress: (p) => seen.push(p) });
    expect(result).toEqual({ status: 'done', sha256: sha256Of(content) });
    expect(await stored()).toEqual(['images.idx.gz']);
    expect(packed.equals(await readFile(join(directory, 'images.idx.gz')))).toBe(true);
    expect(seen.at(-1)).toEqual({
      file: 'images.idx',
      url: `${server.base}a.gz`,
      receivedBytes: packed.length,
      totalBytes: packed.length,
    });
    expect(server.log).toEqual(['/a.gz']);
  });

  it('takes an uncompressed file as well', async () => {
    server.answers.set('/a.gz', [whole(content)]);
    await downloadFile(entry(), directory);
    expect(await stored()).toEqual(['images.idx']);
  });

  it('goes on where a connection was cut', async () => {
    server.answers.set('/a.gz', [stopAfter(100_000, packed), whole(packed)]);
    expect((await downloadCutAt(100_000)).status).toBe('done');
    expect(server.log).toEqual(['/a.gz', '/a.gz bytes=100000-']);
    expect(packed.equals(await readFile(join(directory, 'images.idx.gz')))).toBe(true);
  });

  it('starts over where the server knows no ranges', async () => {
    server.answers.set('/a.gz', [stopAfter(100_000, packed), rangeless(packed)]);
    expect((await downloadCutAt(100_000)).status).toBe('done');
    expect(packed.equals(await readFile(join(directory, 'images.idx.gz')))).toBe(true);
  });

  it('goes on with another mirror, and in a later call', async () => {
    server.answers.set('/a.gz', [stopAfter(60_000, packed), status(503)]);
    const first = await downloadCutAt(60_000);
    expect(first.status).toBe('failed');
    expect(await stored()).toEqual([expect.stringMatching(/^images\.idx\..*\.part$/)]);
    server.answers.set('/b.gz', [whole(packed)]);
    server.log.length = 0;
    expect((await downloadFile(entry(), directory)).status).toBe('done');
    expect(server.log).toEqual(['/a.gz bytes=60000-', '/b.gz bytes=60000-']);
    expect(await stored()).toEqual(['images.idx.gz']);
  });

  it('leaves a part alone whose process lives, and takes over one whose process is gone', async () => {
    server.answers.set('/a.gz', [stopAfter(50_000, packed), status(503)]);
    await downloadCutAt(50_000);
    const [part = ''] = await stored();
    const living = part.replace(`-${process.pid}-`, `-${process.ppid}-`);
    await writeFile(join(directory, living), 'of a living process');
    await rm(join(directory, part));
    server.answers.set('/a.gz', [whole(packed)]);
    server.log.length = 0;
    await downloadFile(entry(), directory);
    expect(server.log).toEqual(['/a.gz']);
    expect(await stored()).toEqual([living, 'images.idx.gz'].sort());

    // No process has this number: Linux ends at 2^22, Windows and macOS well below 2^31.
    const dead = part.replace(`-${process.pid}-`, '-2147483647-');
    await writeFile(join(directory, dead), packed.subarray(0, 70_000));
    server.log.length = 0;
    await downloadFile(entry(), directory);
    expect(server.log).toEqual(['/a.gz bytes=70000-']);
    expect(await stored()).toEqual([living, 'images.idx.gz'].sort());
  });

  it('starts over when the part it took over was whole or was something else', async () => {
    server.answers.set('/a.gz', [stopAfter(50_000, packed), status(503)]);
    await downloadCutAt(50_000);
    const [part = ''] = await stored();
    server.answers.set('/a.gz', [whole(packed)]);
    for (const left of [packed, Buffer.alloc(50_000, 7)]) {
      await writeFile(join(directory, part), left);
      expect((await downloadFile(entry(), directory)).status).toBe('done');
      expect(packed.equals(await readFile(join(directory, 'images.idx.gz')))).toBe(true);
      await rm(join(directory, 'images.idx.gz'));
    }
    expect(await stored()).toEqual([]);
  });

  it('refuses a wrong content and leaves nothing behind', async () => {
    server.answers.set('/a.gz', [whole(other)]);
    server.answers.set('/b.gz', [whole(Buffer.from('<html>please log in</html>'))]);
    const result = await downloadFile(entry(), directory);
    expect(result).toEqual({
      status: 'failed',
      failures: [
        {
          file: 'images.idx',
          url: `${server.base}a.gz`,
          reason: expect.stringContaining(
            '800 bytes uncompressed; expected 313616 for train-images',
          ),
        },
        {
          file: 'images.idx',
          url: `${server.base}b.gz`,
          reason: expect.stringContaining('not an IDX file'),
        },
      ],
    });
    expect(await stored()).toEqual([]);
  });

  it('refuses a content of the right size and another hash', async () => {
    const twisted = Buffer.from(content);
    twisted[5000]! ^= 1;
    server.answers.set('/a.gz', [whole(gzipSync(twisted))]);
    server.answers.set('/b.gz', [whole(packed)]);
    expect((await downloadFile(entry(), directory)).status).toBe('done');
    expect(packed.equals(await readFile(join(directory, 'images.idx.gz')))).toBe(true);
    expect(server.log).toEqual(['/a.gz', '/b.gz']);
  });

  it('tries the mirrors in order and says what each answered', async () => {
    server.answers.set('/b.gz', [silence]);
    const gone = await startFileServer();
    await gone.close();
    const reasons = async (urls: string[], patience: { idleMs?: number }) => {
      const result = await downloadFile(entry({ urls }), directory, patience);
      return result.status === 'failed' && result.failures.map(({ reason }) => reason);
    };
    // Half a second is more than a busy machine takes to answer.
    expect(await reasons(entry().urls, { idleMs: 500 })).toEqual([
      'HTTP 404',
      'timed out: no data for 0.5 s',
    ]);
    expect(await reasons([`${gone.base}c.gz`, 'http://nowhere.invalid/d.gz'], {})).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    ]);
    expect(await stored()).toEqual([]);
  });

  it('does not swallow an endless answer', async () => {
    server.answers.set('/a.gz', [
      (response) => {
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(100_000)));
        };
        response.on('drain', more);
        more();
      },
    ]);
    const result = await downloadFile(entry({ urls: [`${server.base}a.gz`] }), directory);
    expect(JSON.stringify(result)).toContain('download exceeds the 379152 bytes of the file');
    expect(await stored()).toEqual([]);
  });

  it('lets two downloads of one file run side by side', async () => {
    server.answers.set('/a.gz', [together(2, whole(packed))]);
    const results = await Promise.all([
      downloadFile(entry(), directory),
      downloadFile(entry(), directory),
    ]);
    expect(results.map((result) => result.status)).toEqual(['done', 'done']);
    expect(await stored()).toEqual(['images.idx.gz']);
    expect(packed.equals(await readFile(join(directory, 'images.idx.gz')))).toBe(true);
  });

  it('stops when it is told to, and keeps what has arrived', async () => {
    const stop = new AbortController();
    server.answers.set('/a.gz', [
      (response) => {
        response.writeHead(200, { 'content-length': packed.length });
        response.write(packed.subarray(0, 40_000));
      },
    ]);
    const attempt = downloadFile(entry(), directory, {
      signal: stop.signal,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes === 40_000) stop.abort();
      },
    });
    await expect(attempt).rejects.toMatchObject({ name: 'AbortError' });
    expect(await stored()).toEqual([expect.stringMatching(/\.part$/)]);
  });

  it('pins the first content where no hash is stated, and holds to it', async () => {
    const { sha256: _, ...unstated } = entry();
    server.answers.set('/a.gz', [whole(packed)]);
    expect(await downloadFile(unstated, directory)).toEqual({
      status: 'pinned',
      sha256: sha256Of(content),
    });
    expect(await stored()).toEqual(['images.idx.gz', 'images.idx.sha256']);
    expect((await readFile(join(directory, 'images.idx.sha256'), 'utf8')).trim()).toBe(
      sha256Of(content),
    );

    const twisted = Buffer.from(content);
    twisted[5000]! ^= 1;
    server.answers.set('/a.gz', [whole(gzipSync(twisted))]);
    expect((await downloadFile(unstated, directory)).status).toBe('failed');
    expect(packed.equals(await readFile(join(directory, 'images.idx.gz')))).toBe(true);
  });

  it('throws when the directory cannot be written', async () => {
    await writeFile(join(directory, 'file'), '');
    await expect(downloadFile(entry(), join(directory, 'file', 'cache'))).rejects.toMatchObject({
      code: 'ENOTDIR',
    });
  });
});
