// The real MNIST, where it lies on this machine; nothing is downloaded for it.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../cli/data/open-dataset.ts';
import { packageRoot } from '../../cli/data/package-root.ts';
import { permitTest } from '../../shared/data/sealed-test.ts';

const neighbour = join(dirname(packageRoot()), 'shared', 'datasets', 'mnist');
const directory = process.env.EVOLAMBDA_DATA_DIR || neighbour;
const found = existsSync(directory);
// On the build machine a missing data set is a failure, not a reason to look away.
const skipped = !found && process.env.CI !== 'true';
const reason = `skipped: neither EVOLAMBDA_DATA_DIR nor ../shared/datasets/mnist is there`;

describe.skipIf(skipped)(skipped ? `MNIST (${reason})` : 'MNIST', () => {
  it('opens as designed: 55,000 to train on, 5,000 to validate, 10,000 sealed', async () => {
    const opened = await openDataset({ dataDir: directory });
    const { train, validation, hash, splitId } = opened.dataset;
    expect([train.count, validation.count]).toEqual([55_000, 5_000]);
    expect({ hash, splitId }).toEqual({
      hash: '238c475277e9ac5c85fd3fbb71155db5a25fa65c2df4eee7a64b13a753937fec',
      splitId: 'ranges-18d35dd02a69431e',
    });
    expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect(opened).toMatchObject({ generated: false, warnings: [] });
    const { test, warnings } = await opened.sealedTest.open(await permitTest(async () => {}));
    expect([...test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    expect([test.count, warnings]).toEqual([10_000, []]);
  });
});
