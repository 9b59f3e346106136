// Work on data reports how far it is, in steps with names; the terminal decides what of it to show.
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { dataStatus } from '../../cli/data/data-status.ts';
import { exitCodeOf } from '../../cli/exit.ts';
import { processTerminal } from '../../cli/terminal.ts';
import type { DataProgress } from '../../shared/data/data-progress.ts';
import { generatedDigits } from '../../shared/data/generated-digits/generated-digits.ts';
import { permitTest } from '../../shared/data/sealed-test.ts';
import { verifyFile } from '../../shared/data/verify-file.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import { FILES, idx, manifestJson, tinyManifest } from './idx-fixture.ts';
import { at, openTiny, putFiles, useTinyHome } from './tiny-home.ts';

useTinyHome();

const [file] = tinyManifest({}, FILES).files;

describe('reading a file', () => {
  const content = idx([1000, 64, 64], new Uint8Array(1000 * 64 * 64));
  it.each([
    ['plain', content],
    ['gzip', gzipSync(content)],
  ])('is reported at least once for each MiB, %s', async (_, stored) => {
    const reports: DataProgress[] = [];
    const { sha256: _sha, bytes: _bytes, ...unverified } = file!;
    const { idx: read } = await verifyFile(unverified, 'x', stored, (one) => reports.push(one));
    expect(read.data.length).toBe(1000 * 64 * 64);
    expect(reports.length).toBeGreaterThanOrEqual(4);
    expect(new Set(reports.map(({ step }) => step))).toEqual(new Set(['reading train-images.idx']));
    const fractions = reports.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });
});

it('drawing digits is reported', async () => {
  const reports: DataProgress[] = [];
  const { manifest, read } = generatedDigits({ train: 2400, test: 10, seed: 1 }, (one) => {
    reports.push(one);
  });
  await read(manifest.files[0]!);
  const drawn = reports.filter(({ step }) => step === 'drawing generated digits');
  expect(drawn.map(({ fraction }) => fraction)).toEqual([0, 1000 / 2400, 2000 / 2400]);
});

it('opening a data set and its test split names every step', async () => {
  await putFiles(at('manifests'), FILES);
  const steps: string[] = [];
  const opened = await openTiny(manifestJson(), {
    onDataProgress: ({ step }) => {
      if (!steps.includes(step)) steps.push(step);
    },
  });
  const atOpening = [
    'reading train-images.idx',
    'reading train-labels.idx',
    'checking for validation images in the training split',
  ];
  expect(steps).toEqual(atOpening);
  await opened.sealedTest.open(await permitTest(async () => {}));
  expect(steps.slice(3)).toEqual([
    'reading test-images.idx',
    'reading test-labels.idx',
    'checking for test images in the training split',
    'checking for test images in the validation split',
  ]);
});

it('an error takes the place of the status line', async () => {
  const written: string[] = [];
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  vi.stubEnv('TERM', 'xterm');
  const { isTTY, columns } = process.stderr;
  Object.assign(process.stderr, { isTTY: true, columns: 80 });
  try {
    const code = await exitCodeOf(async () => {
      dataStatus(processTerminal(false)).onDataProgress({ step: 'reading x', fraction: 0.5 });
      throw new Corrupt('x: damaged');
    });
    expect(code).toBe(4);
  } finally {
    Object.assign(process.stderr, { isTTY, columns });
    vi.unstubAllEnvs();
    write.mockRestore();
  }
  expect(written).toEqual(['reading x: 50 %', '\r\u001b[K', 'x: damaged\n']);
});

it('the status line is written when its words change, not for every report', () => {
  const lines: string[] = [];
  const { onDataProgress } = dataStatus({ status: (line) => lines.push(line) });
  for (let done = 0; done < 1000; done += 1) {
    onDataProgress({ step: 'checking for duplicates', fraction: done / 1000 });
  }
  expect(lines.length).toBe(100);
  expect([lines[0], lines[45], lines.at(-1)]).toEqual([
    'checking for duplicates: 0 %',
    'checking for duplicates: 45 %',
    'checking for duplicates: 99 %',
  ]);
});
