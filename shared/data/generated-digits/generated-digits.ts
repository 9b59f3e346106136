// A stand-in for MNIST where no data can be had: digits drawn by our own seeded renderer, handed out
// as IDX files under a manifest, so that they take the same way through loading as any data set.
// They are no benchmark: whoever uses them must say so (a `generated-data` warning does).
import { type DatasetManifest, datasetManifestSchema } from '../../contracts/dataset-manifest.ts';
import { parseInput } from '../../contracts/parse.ts';
import { randomBytesOf } from '../../kernel/random.ts';
import type { OnDataProgress } from '../data-progress.ts';
import type { ReadFile } from '../decode-files.ts';
import { verifyFile } from '../verify-file.ts';
import { DIGIT_GENES, DIGIT_PIXELS, DIGIT_SIDE, digitLabel, renderDigit } from './render-digit.ts';

export const GENERATED_DIGITS_ID = 'generated-digits';

export interface GeneratedDigitsSize {
  /** Examples of the training file; the last twelfth validates, as with MNIST. */
  readonly train: number;
  readonly test: number;
  readonly seed: number;
}

const MNIST_LIKE: GeneratedDigitsSize = { train: 60_000, test: 10_000, seed: 1 };

/** Content of the default size. A machine that draws anything else is found out when it loads. */
const DEFAULT_SHA256: Readonly<Record<string, string>> = {
  'train-images': '7cb7078f00d1eae1a9ff83610766d7a3ee77d10098959ec56dbc1cc0f366438c',
  'train-labels': 'bd69dd4580f8ced011d1483ededab71880a9bd1653f15f0d04f3553116fc1136',
  'test-images': '351855af636e6b9b1e12c5715266b5911281478e4a282c4f842cdcaaf836e194',
  'test-labels': '96f0736e632608066e67b2065c4ea66c012e923555b679994ca11aa81869fb3e',
};

/** The manifest of generated digits, and the renderer in the place of a reader of files. */
export function generatedDigits(
  size: GeneratedDigitsSize = MNIST_LIKE,
  onProgress?: OnDataProgress,
): {
  readonly manifest: DatasetManifest;
  readonly read: ReadFile;
} {
  const manifest = manifestOf(size);
  return {
    manifest,
    read: async (file) => {
      const part = file.role.startsWith('train') ? 'train' : 'test';
      const genes = randomBytesOf([size.seed, GENERATED_DIGITS_ID, part], size[part] * DIGIT_GENES);
      const bytes = file.content === 'images' ? imagesFile(genes, onProgress) : labelsFile(genes);
      return verifyFile(file, `generated ${file.name}`, bytes, onProgress);
    },
  };
}

function manifestOf(size: GeneratedDigitsSize): DatasetManifest {
  const isDefault = Object.entries(MNIST_LIKE).every(
    ([key, value]) => size[key as keyof GeneratedDigitsSize] === value,
  );
  const fileOf = (part: 'train' | 'test', content: 'images' | 'labels') => ({
    role: `${part}-${content}`,
    content,
    name: `${part}-${content}.idx`,
    ...(isDefault ? { sha256: DEFAULT_SHA256[`${part}-${content}`] } : {}),
  });
  const trainFiles = { images: 'train-images', labels: 'train-labels' };
  const trained = size.train - Math.floor(size.train / 12);
  return parseInput(datasetManifestSchema, {
    id: GENERATED_DIGITS_ID,
    name: 'generated digits (a stand-in drawn by evolambda, not MNIST)',
    source: 'drawn by evolambda',
    licence: 'MIT',
    files: [
      fileOf('train', 'images'),
      fileOf('train', 'labels'),
      fileOf('test', 'images'),
      fileOf('test', 'labels'),
    ],
    shape: { height: DIGIT_SIDE, width: DIGIT_SIDE, channels: 1 },
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    mean: 0.0897,
    deviation: 0.2401,
    splits: {
      kind: 'ranges',
      train: { ...trainFiles, from: 0, to: trained },
      validation: { ...trainFiles, from: trained, to: size.train },
      test: { images: 'test-images', labels: 'test-labels' },
    },
  });
}

/** Digits that are drawn between two reports of progress: some 30 ms. */
const REPORT_DIGITS = 1000;

function imagesFile(genes: Uint8Array, onProgress: OnDataProgress = () => {}): Uint8Array {
  const count = genes.length / DIGIT_GENES;
  const file = idxFile(0x0803, [count, DIGIT_SIDE, DIGIT_SIDE]);
  const header = file.length - count * DIGIT_PIXELS;
  for (let index = 0; index < count; index += 1) {
    if (index % REPORT_DIGITS === 0) {
      onProgress({ step: 'drawing generated digits', fraction: index / count });
    }
    const at = header + index * DIGIT_PIXELS;
    renderDigit(genesOf(genes, index), file.subarray(at, at + DIGIT_PIXELS));
  }
  return file;
}

function labelsFile(genes: Uint8Array): Uint8Array {
  const count = genes.length / DIGIT_GENES;
  const file = idxFile(0x0801, [count]);
  for (let index = 0; index < count; index += 1) {
    file[file.length - count + index] = digitLabel(genesOf(genes, index));
  }
  return file;
}

function genesOf(genes: Uint8Array, index: number): Uint8Array {
  return genes.subarray(index * DIGIT_GENES, (index + 1) * DIGIT_GENES);
}

/** An IDX file of unsigned bytes with its header written. */
function idxFile(magic: number, dimensions: readonly number[]): Uint8Array {
  const headerBytes = 4 + 4 * dimensions.length;
  const bytes = dimensions.reduce((product, length) => product * length, 1);
  const file = new Uint8Array(headerBytes + bytes);
  const view = new DataView(file.buffer);
  for (const [index, value] of [magic, ...dimensions].entries()) view.setUint32(4 * index, value);
  return file;
}
