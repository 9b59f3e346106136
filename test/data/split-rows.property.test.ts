import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { cutSplits, splitId, testRows } from '../../shared/data/split-rows.ts';
import { tinyManifest } from './idx-fixture.ts';

const POOL = { images: 'train-images', labels: 'train-labels' };
const TEST = { images: 'test-images', labels: 'test-labels' };

/** A pool of examples of which each class has enough for every split, and how to split it. */
const cases = fc.record({
  counts: fc.array(fc.integer({ min: 20, max: 60 }), { minLength: 3, maxLength: 3 }),
  seed: fc.integer({ min: 0, max: 1000 }),
  testShare: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
  validationShare: fc.double({ min: 0.15, max: 0.4, noNaN: true }),
  sealed: fc.boolean(),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function splitsOf({ counts, seed, testShare, validationShare, sealed }: Case) {
  const labels = Uint8Array.from(
    counts.flatMap((count, label) => new Array<number>(count).fill(label)),
  );
  const splits = { kind: 'stratified', seed, pool: POOL, testShare, validationShare };
  const extra = sealed ? { files: tinyManifest().files.slice(0, 2) } : {};
  const manifest = tinyManifest({
    ...extra,
    splits: sealed ? splits : { ...splits, test: TEST },
  });
  const rows = trainingRows(manifest, () => labels);
  const test = sealed ? testRows(manifest, () => labels).rows : new Int32Array(0);
  return { labels, manifest, train: rows.train.rows, validation: rows.validation.rows, test };
}

describe('a stratified split', () => {
  it('takes every example once', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { labels, train, validation, test } = splitsOf(given);
        const all = [...train, ...validation, ...test].sort((a, b) => a - b);
        expect(all).toEqual(Array.from(labels.keys()));
      }),
    );
  });

  it('gives each class its share within one example', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { labels, validation, test } = splitsOf(given);
        given.counts.forEach((count, label) => {
          const of = (rows: Int32Array) => rows.filter((row) => labels[row] === label).length;
          const sealed = given.sealed ? count * given.testShare : 0;
          expect(Math.abs(of(test) - sealed)).toBeLessThanOrEqual(1);
          const validated = (count - sealed) * given.validationShare;
          expect(Math.abs(of(validation) - validated)).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  it('is the same for the same seed and another for another', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const one = splitsOf(given);
        const again = splitsOf(given);
        const other = splitsOf({ ...given, seed: given.seed + 1 });
        expect(again.validation).toEqual(one.validation);
        expect(splitId(again.manifest)).toBe(splitId(one.manifest));
        expect(other.validation).not.toEqual(one.validation);
        expect(splitId(other.manifest)).not.toBe(splitId(one.manifest));
      }),
    );
  });

  it('keeps rows ascending and leaves labels in their pool range', () => {
    const labels = Uint8Array.from({ length: 200 }, (_, row) => row % 3);
    const pool = { ...POOL, from: 50, to: 150 };
    const manifest = tinyManifest({ splits: { kind: 'stratified', seed: 3, pool, test: TEST } });
    const { train, validation } = trainingRows(manifest, () => labels);
    const all = [...train.rows, ...validation.rows];
    expect([Math.min(...all), Math.max(...all), all.length]).toEqual([50, 149, 100]);
    expect([...train.rows]).toEqual([...train.rows].sort((a, b) => a - b));
    expect(validation.rows.length).toBe(10 - 1);
  });

  it('leaves a split without rows where its share of every class rounds to none', () => {
    const manifest = sealedPool();
    const cut = cutSplits(manifest, ['train', 'validation', 'test'], () => Uint8Array.of(0, 1, 2));
    expect(cut.faults).toEqual([]);
    expect([...cut.splits.train!.rows]).toEqual([0, 1, 2]);
    expect([cut.splits.validation!.rows.length, cut.splits.test!.rows.length]).toEqual([0, 0]);
  });

  it('cuts a pool of more rows than a call takes arguments', () => {
    const manifest = sealedPool();
    const labels = Uint8Array.from({ length: 500_000 }, (_, row) => row % 3);
    const { train, validation } = trainingRows(manifest, () => labels);
    expect([train.rows.length, validation.rows.length]).toEqual([382_499, 42_501]);
  });
});

/** A pool that the test split is cut from. */
function sealedPool() {
  const files = tinyManifest().files.slice(0, 2);
  return tinyManifest({ files, splits: { kind: 'stratified', seed: 1, pool: POOL } });
}

/** Both splits that training reads. */
function trainingRows(manifest: DatasetManifest, labelsOf: () => Uint8Array) {
  const { splits } = cutSplits(manifest, ['train', 'validation'], labelsOf);
  return { train: splits.train!, validation: splits.validation! };
}

describe('splits by range', () => {
  it('are the rows named, to the end of the file where no end is named', () => {
    const { train, validation } = trainingRows(tinyManifest(), () => new Uint8Array(90));
    expect([train.rows.length, validation.rows[0], validation.rows.length]).toEqual([72, 72, 18]);
    expect(testRows(tinyManifest(), () => new Uint8Array(9)).rows.length).toBe(9);
  });

  it('are refused where they reach behind the file, each of them', () => {
    const { splits, faults } = cutSplits(
      tinyManifest(),
      ['train', 'validation', 'test'],
      () => new Uint8Array(71),
    );
    const allowed = 'at least one row between 0 and 71 of train-images';
    expect(faults).toEqual([
      {
        path: 'splits.train',
        value: 'rows 0 to 72',
        problem: 'rows 0 to 72 are not allowed',
        allowed,
      },
      {
        path: 'splits.validation',
        value: 'rows 72 to 90',
        problem: 'rows 72 to 90 are not allowed',
        allowed,
      },
    ]);
    expect(Object.keys(splits)).toEqual(['test']);
  });

  it('have an id that no other cut shares', () => {
    const { splits } = tinyManifest();
    if (splits.kind !== 'ranges') throw new Error('fixture');
    const moved = tinyManifest({ splits: { ...splits, train: { ...POOL, from: 1, to: 24 } } });
    expect(splitId(moved)).not.toBe(splitId(tinyManifest()));
  });
});
