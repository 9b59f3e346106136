// MNIST's train file as every benchmark and peer sees it. The test file stays shut.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { reasonOf } from '../cli/embedded/system-error.ts';
import type { Dataset } from '../shared/data/dataset.ts';
import { REMEDIES, Unavailable } from './optional.ts';

/** Images to train on; the other 10,000 of the file are predicted. */
export const TRAINED = 50_000;
export const PREDICTED = 10_000;

/**
 * @param directory holds train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz
 * @returns bytes in memory that threads share
 */
export function mnistForTiming(directory: string): Dataset {
  const images = read(join(directory, 'train-images-idx3-ubyte.gz'), 16);
  const labels = read(join(directory, 'train-labels-idx1-ubyte.gz'), 8);
  const cut = (from: number, to: number) => ({
    images: images.subarray(from * 784, to * 784),
    labels: labels.subarray(from, to),
    count: to - from,
  });
  return {
    id: 'mnist-timing',
    hash: 'timing',
    splitId: 'timing',
    shape: { height: 28, width: 28, channels: 1 },
    classes: 10,
    mean: 0.1307,
    deviation: 0.3081,
    train: cut(0, TRAINED),
    validation: cut(TRAINED, TRAINED + PREDICTED),
  };
}

/** @throws Unavailable without the file */
function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Unavailable('MNIST', reasonOf(error), REMEDIES.data);
  }
}

function read(path: string, header: number): Uint8Array {
  const content = gunzipSync(bytesOf(path)).subarray(header);
  const shared = new Uint8Array(new SharedArrayBuffer(content.length));
  shared.set(content);
  return shared;
}
