// Manifests of data sets, and the files that they describe.
import { type BadInput, described } from './bad-input.ts';

const file = (role: string, content: string, name = `${role}.idx`) => ({ role, content, name });
const FINE = {
  id: 'dots',
  name: 'Dots',
  files: [file('images', 'images'), file('labels', 'labels')],
  shape: { height: 2, width: 2 },
  classes: ['a', 'b'],
  mean: 0.5,
  deviation: 0.5,
  splits: { kind: 'stratified', seed: 1, pool: { images: 'images', labels: 'labels' } },
};

function changed(change: object): string {
  return JSON.stringify({ ...FINE, ...change });
}

/** IDX: magic number, sizes, elements. */
function idx(magic: number, sizes: readonly number[], bytes: number): Uint8Array {
  const header = new Uint8Array(4 + 4 * sizes.length);
  const view = new DataView(header.buffer);
  view.setUint32(0, magic);
  for (const [index, size] of sizes.entries()) view.setUint32(4 + 4 * index, size);
  return Uint8Array.from([...header, ...new Uint8Array(bytes)]);
}

function filed(name: string, images: Uint8Array | string, labels: Uint8Array | string): BadInput {
  const args = ['run', '--dataset', '@manifest.json'];
  const files = {
    'manifest.json': JSON.stringify(FINE),
    'images.idx': images,
    'labels.idx': labels,
  };
  return { name, args, files, code: 4 };
}

/** Well-formed files of which a class is missing, or too little of all, through each door. */
function unusable(name: string, args: readonly string[], labels: Uint8Array): BadInput {
  const images = idx(0x803, [labels.length, 2, 2], 4 * labels.length);
  const numbered = idx(0x801, [labels.length], labels.length);
  numbered.set(labels, numbered.length - labels.length);
  return { ...filed(name, images, numbered), args, code: 2 };
}

function withGenome(input: BadInput): BadInput {
  return { ...input, files: { ...input.files, 'genome.json': GENOME } };
}

const ON_MANIFEST = ['--dataset', '@manifest.json'];
const ALIKE = new Uint8Array(200);
const FEW = Uint8Array.from({ length: 40 }, (_, row) => row % 2);
const GENOME = JSON.stringify({
  layers: [],
  optimizer: { kind: 'sgd', learningRate: 0.01, weightDecay: 0.001 },
});

const IMAGES = idx(0x803, [40, 2, 2], 160);
const LABELS = idx(0x801, [40], 40);

export const MANIFESTS = [
  described('an empty object', '{}'),
  described('words', 'MNIST'),
  described('lists in lists', `${'['.repeat(5000)}${']'.repeat(5000)}`),
  described('an id with a path in it', changed({ id: '../mnist' })),
  described(
    'a file name that leaves its folder',
    changed({ files: [file('images', 'images', '../images'), FINE.files[1]] }),
  ),
  described(
    'a file name that is compressed',
    changed({ files: [file('images', 'images', 'images.gz'), FINE.files[1]] }),
  ),
  described(
    'an address that is none',
    changed({ files: [{ ...FINE.files[0], urls: ['file:///etc/passwd'] }, FINE.files[1]] }),
  ),
  described(
    'a role twice',
    changed({ files: [FINE.files[0], file('images', 'labels', 'other.idx')] }),
  ),
  described('one class', changed({ classes: ['a'] })),
  described('a mean that is no share', changed({ mean: 33.3, deviation: 0 })),
  described(
    'splits of the same rows',
    changed({
      splits: {
        kind: 'ranges',
        train: { images: 'images', labels: 'labels', to: 30 },
        validation: { images: 'images', labels: 'labels', from: 20, to: 35 },
        test: { images: 'images', labels: 'labels', from: 35 },
      },
    }),
  ),
  described('a kind of splits that is none', changed({ splits: { kind: 'random' } })),
  described('a misspelt share', changed({ splits: { ...FINE.splits, validationShar: 0.2 } })),
  described('images of no size', changed({ shape: { height: 0, width: 1e9 } })),
  described(
    'a shape of an image and of features',
    changed({ shape: { height: 2, width: 2, features: 4 } }),
  ),
  described(
    'images of no size, by the name that their shape had before',
    changed({ shape: undefined, image: { height: 0, width: 2 } }),
  ),
  described('a shape by both of its names', changed({ image: { height: 2, width: 2 } })),
  described(
    'a hash that is none',
    changed({ files: [{ ...FINE.files[0], sha256: 'abc' }, FINE.files[1]] }),
  ),
  described('the id of the generated digits', changed({ id: 'generated-digits' })),
  described(
    'the id of a built-in data set, classes that read alike, and names of nothing',
    changed({
      id: 'mnist',
      name: ' ',
      classes: ['é', 'b', 'b', ' e\u0301', '\u200b', 'a\nb', 'b\u00a0'],
      files: [FINE.files[0], file('labels', 'labels', 'Images.idx')],
    }),
  ),
  filed('an empty file', '', LABELS),
  filed('words in place of images', 'not images', LABELS),
  filed('labels in place of images', LABELS, LABELS),
  filed('images cut short', IMAGES.slice(0, 100), LABELS),
  filed('images of another size', idx(0x803, [40, 3, 3], 360), LABELS),
  filed('fewer labels than images', IMAGES, idx(0x801, [39], 39)),
  unusable('fewer examples than a mini-batch, to a run', ['run', ...ON_MANIFEST], FEW),
  unusable('one class in the files, to a run', ['run', ...ON_MANIFEST], ALIKE),
  unusable(
    'fewer examples than a mini-batch, to compare-strategies',
    ['compare-strategies', '--strategies', 'tournament,random', ...ON_MANIFEST],
    FEW,
  ),
  unusable('no more examples than classes, to a run', ['run', ...ON_MANIFEST], FEW.slice(0, 2)),
  withGenome(
    unusable(
      'one class in the files, to evaluate',
      ['evaluate', '--genome', '@genome.json', ...ON_MANIFEST],
      ALIKE,
    ),
  ),
  filed('a label beyond the classes', IMAGES, Uint8Array.from([...LABELS.slice(0, 47), 9])),
];
