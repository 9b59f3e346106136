import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readIdx } from '../../shared/data/read-idx.ts';
import { verifyFile } from '../../shared/data/verify-file.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import { failureOf, idx, images, labels, sha256Of } from './idx-fixture.ts';

describe('readIdx', () => {
  const plain = images(5);

  it.each([
    ['plain', plain],
    ['gzip', gzipSync(plain)],
    [
      'gzip in two members',
      Buffer.concat([gzipSync(plain.subarray(0, 3)), gzipSync(plain.subarray(3))]),
    ],
  ])('reads %s bytes and hashes the uncompressed file', async (_, stored) => {
    const file = await readIdx('f', stored, 'images');
    expect(file.dimensions).toEqual([5, 2, 2]);
    expect(Buffer.from(file.data)).toEqual(plain.subarray(16));
    expect(file).toMatchObject({ sha256: sha256Of(plain), bytes: plain.length });
  });

  it.each([
    ['rows of features', [5, 4]],
    ['images of one channel', [5, 2, 2]],
    ['images of several channels', [5, 1, 2, 2]],
  ])('reads %s, however its chunks are cut', async (_, dimensions) => {
    const data = plain.subarray(16);
    const file = idx(dimensions, data);
    const packed = Array.from({ length: 21 }, (_, cut) =>
      Buffer.concat([gzipSync(file.subarray(0, cut)), gzipSync(file.subarray(cut))]),
    );
    for (const stored of [file, ...packed]) {
      const read = await readIdx('f', stored, 'images');
      expect(read).toMatchObject({ dimensions, bytes: file.length, sha256: sha256Of(file) });
      expect(Buffer.from(read.data)).toEqual(data);
    }
  });

  it('reads more than one inflated chunk', async () => {
    const large = idx(
      [3000, 28, 28],
      new Uint8Array(3000 * 784).map((_, i) => i * 31),
    );
    const file = await readIdx('f', gzipSync(large), 'images');
    expect(Buffer.from(file.data).equals(large.subarray(16))).toBe(true);
  });

  const zipped = gzipSync(images(500));
  const flipped = Buffer.from(zipped);
  flipped[200]! ^= 0xff;
  const bomb = gzipSync(Buffer.concat([images(5), Buffer.alloc(50_000_000)]));
  it.each<[string, Uint8Array, RegExp]>([
    [
      'an empty file',
      new Uint8Array(0),
      /file is truncated: 0 bytes, less than the IDX header of 16 bytes/,
    ],
    ['half a header', plain.subarray(0, 10), /file is truncated: 10 bytes/],
    ['a cut plain file', plain.subarray(0, -1), /bytes stored; its header states 36 bytes/],
    ['a plain file that goes on', Buffer.concat([plain, Buffer.of(0)]), /file is too long/],
    ['a cut gzip file', zipped.subarray(0, 300), /gzip is damaged or truncated/],
    ['a damaged gzip file', flipped, /gzip is damaged or truncated/],
    [
      'gzip of a cut file',
      gzipSync(plain.subarray(0, 30)),
      /file is truncated: 30 bytes; its header states 36 bytes/,
    ],
    ['a gzip bomb', bomb, /file is too long; its header states 36 bytes/],
    [
      'a header that promises too much for its gzip',
      gzipSync(idx([60_000, 28, 28], [])),
      /33 bytes stored; its header states 47040016/,
    ],
    ['a header that promises 4 GiB', idx([4_294_967_295, 28, 28], []), /its header states/],
    ['no images at all', idx([0, 28, 28], []), /its header states 0 × 28 × 28/],
    ['half a header of features', idx([5, 4], []).subarray(0, 11), /IDX header of 12 bytes/],
    ['half a header of channels', idx([5, 2, 2, 3], []).subarray(0, 19), /IDX header of 20 bytes/],
    ['features cut short', idx([5, 4], new Array(19).fill(1)), /31 bytes stored; .* 32 bytes/],
    [
      'channels cut short',
      idx([5, 1, 2, 2], new Array(19).fill(1)),
      /39 bytes stored; .* 40 bytes/,
    ],
    ['rows of no features', idx([5, 0], []), /its header states 5 × 0 bytes; expected 1 to/],
    ['images of no channels', idx([5, 2, 2, 0], []), /its header states 5 × 2 × 2 × 0 bytes/],
    [
      'a header that promises 2^128 bytes',
      idx(new Array(4).fill(4_294_967_295), []),
      /its header states 4294967295 × 4294967295 × 4294967295 × 4294967295 bytes; expected 1 to/,
    ],
    [
      'a header whose sizes are 0 and 2^32 − 1',
      idx([4_294_967_295, 0, 4_294_967_295, 4_294_967_295], []),
      /its header states/,
    ],
    [
      'a header of features that promises too much for its gzip',
      gzipSync(idx([60_000, 784], [])),
      /bytes stored; its header states 47040012 bytes/,
    ],
    ['no dimensions', Buffer.of(0, 0, 8, 0), /0x00000800 \(unsigned bytes, 0 dimensions\)/],
    [
      'five dimensions',
      idx([1, 1, 1, 1, 1], [0]),
      /0x00000805 \(unsigned bytes, 5 dimensions\); expected 0x00000803/,
    ],
    ['255 dimensions', Buffer.of(0, 0, 8, 255, 0, 0, 0, 1), /0x000008ff \(.*255 dimensions\)/],
    [
      'the first three bytes',
      plain.subarray(0, 3),
      /3 bytes, less than the IDX header of 16 bytes/,
    ],
    ['labels', labels(5), /0x00000801 \(unsigned bytes, 1 dimension\); expected 0x00000803/],
    ['floats', idx([1, 1, 1], [0, 0, 0, 0], 13), /0x00000d03 \(32-bit floats, 3 dimensions\)/],
    ['a web page', Buffer.from('<!DOCTYPE html>'), /0x3c21444f, not an IDX file/],
    ['a Git LFS pointer', Buffer.from('version https://git-lfs.github.com'), /not an IDX file/],
  ])('refuses %s by name', async (_, stored, words) => {
    const attempt = readIdx('train-images', stored, 'images');
    await expect(failureOf(attempt)).rejects.toThrow(Corrupt);
    await expect(failureOf(attempt)).rejects.toThrow(/^train-images: /);
    await expect(failureOf(attempt)).rejects.toThrow(words);
  });
});

it.each([
  ['features', idx([6, 1], [0, 1, 2, 0, 1, 2])],
  ['images', images(6)],
  ['images of several channels', idx([6, 1, 1, 1], [0, 1, 2, 0, 1, 2])],
])('readIdx refuses %s in the place of labels', async (_, stored) => {
  const attempt = readIdx('train-labels', stored, 'labels');
  await expect(failureOf(attempt)).rejects.toThrow(
    /^train-labels: magic number .*; expected 0x00000801 \(unsigned bytes, 1 dimension\) for labels$/,
  );
});

it('readIdx says how long the header of labels is', async () => {
  await expect(failureOf(readIdx('train-labels', new Uint8Array(0), 'labels'))).rejects.toThrow(
    'train-labels: file is truncated: 0 bytes, less than the IDX header of 8 bytes',
  );
});

describe('verifyFile', () => {
  const plain = labels(6);
  const entry = { role: 'r', content: 'labels' as const, name: 'r.idx', urls: [] };
  const published = gzipSync(plain, { level: 1 });
  const packedAnew = gzipSync(Buffer.from(plain), { level: 0 });

  it('goes by the content where its SHA-256 is stated, however it is packed', async () => {
    const file = { ...entry, sha256: sha256Of(plain) };
    for (const stored of [plain, published, packedAnew]) {
      expect((await verifyFile(file, 'r.idx', stored)).verified).toBe(true);
    }
    await expect(verifyFile(file, 'dir/r.idx', labels(7))).rejects.toThrow(/^dir\/r.idx: SHA-256/);
  });

  it('takes nothing but the published .gz where only that one is stated', async () => {
    const file = { ...entry, published: { sha256: sha256Of(published), bytes: published.length } };
    expect((await verifyFile(file, 'r.idx', published)).verified).toBe(true);
    await expect(verifyFile(file, 'r.idx', packedAnew)).rejects.toThrow(
      /for the published r.idx.gz$/,
    );
    await expect(verifyFile(file, 'r.idx', plain)).rejects.toThrow(
      /expected the published r.idx.gz/,
    );
  });

  it('says when nothing is stated, and checks a stated size', async () => {
    expect((await verifyFile(entry, 'r.idx', plain)).verified).toBe(false);
    await expect(verifyFile({ ...entry, bytes: 15 }, 'r.idx', plain)).rejects.toThrow(
      'r.idx: 14 bytes uncompressed; expected 15 for r',
    );
  });
});
