// A data set small enough for float64 references: random pixels, random labels, keyed.
import type { Dataset, LabelledImages } from '../../shared/data/dataset.ts';
import { randomBytesOf } from '../../shared/kernel/random.ts';

export interface SmallDatasetOptions {
  readonly pixels?: number;
  readonly train?: number;
  readonly validation?: number;
  /** Put the images on memory that threads share. */
  readonly shared?: boolean;
}

export function smallDataset(options: SmallDatasetOptions = {}): Dataset {
  const { pixels = 9, train = 200, validation = 50, shared = false } = options;
  const classes = 3;
  const split = (name: string, count: number): LabelledImages => {
    const images = randomBytesOf(['small', name, 'images', pixels], count * pixels);
    const labels = randomBytesOf(['small', name, 'labels'], count).map((byte) => byte % classes);
    return { images: shared ? onSharedMemory(images) : Uint8Array.from(images), labels, count };
  };
  return {
    id: 'small',
    hash: '0'.repeat(64),
    splitId: 'small',
    pixels,
    classes,
    mean: 0.4,
    deviation: 0.3,
    train: split('train', train),
    validation: split('validation', validation),
  };
}

function onSharedMemory(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
