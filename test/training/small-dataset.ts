// A data set small enough for float64 references: random values, random labels, keyed.
import { type Shape, valuesIn } from '../../shared/contracts/task.ts';
import type { Dataset, LabelledImages } from '../../shared/data/dataset.ts';
import { randomBytesOf } from '../../shared/kernel/random.ts';

export interface SmallDatasetOptions {
  /** Of one example. */
  readonly shape?: Shape;
  readonly train?: number;
  readonly validation?: number;
  /** Put the images on memory that threads share. */
  readonly shared?: boolean;
}

export function smallDataset(options: SmallDatasetOptions = {}): Dataset {
  const { train = 200, validation = 50, shared = false } = options;
  const { shape = { height: 3, width: 3, channels: 1 } } = options;
  const classes = 3;
  const values = valuesIn(shape);
  const split = (name: string, count: number): LabelledImages => {
    const images = randomBytesOf(['small', name, 'images', values], count * values);
    const labels = randomBytesOf(['small', name, 'labels'], count).map((byte) => byte % classes);
    return { images: shared ? onSharedMemory(images) : Uint8Array.from(images), labels, count };
  };
  return {
    id: 'small',
    hash: '0'.repeat(64),
    splitId: 'small',
    shape,
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
