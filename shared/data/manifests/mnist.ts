// MNIST as its mirrors publish it. Licence claims conflict, so it is downloaded, never shipped.
import type { z } from 'zod';
import type { datasetManifestSchema } from '../../contracts/dataset-manifest.ts';

const MIRRORS = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

function urlsOf(name: string): string[] {
  return MIRRORS.map((mirror) => `${mirror}${name}.gz`);
}

/** @see http://yann.lecun.com/exdb/mnist/ (LeCun, Cortes, Burges 1998) */
export const mnist: z.input<typeof datasetManifestSchema> = {
  id: 'mnist',
  name: 'MNIST handwritten digits',
  source: 'http://yann.lecun.com/exdb/mnist/ (LeCun, Cortes and Burges, 1998)',
  licence: 'claims conflict (CC BY-SA 3.0 is often stated); not redistributed here',
  files: [
    {
      role: 'train-images',
      content: 'images',
      name: 'train-images-idx3-ubyte',
      bytes: 47_040_016,
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      published: {
        sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
        bytes: 9_912_422,
      },
      urls: urlsOf('train-images-idx3-ubyte'),
    },
    {
      role: 'train-labels',
      content: 'labels',
      name: 'train-labels-idx1-ubyte',
      bytes: 60_008,
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      published: {
        sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
        bytes: 28_881,
      },
      urls: urlsOf('train-labels-idx1-ubyte'),
    },
    {
      role: 'test-images',
      content: 'images',
      name: 't10k-images-idx3-ubyte',
      bytes: 7_840_016,
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      published: {
        sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
        bytes: 1_648_877,
      },
      urls: urlsOf('t10k-images-idx3-ubyte'),
    },
    {
      role: 'test-labels',
      content: 'labels',
      name: 't10k-labels-idx1-ubyte',
      bytes: 10_008,
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      published: {
        sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
        bytes: 4_542,
      },
      urls: urlsOf('t10k-labels-idx1-ubyte'),
    },
  ],
  shape: { height: 28, width: 28, channels: 1 },
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  mean: 0.1307,
  deviation: 0.3081,
  splits: {
    kind: 'ranges',
    train: { images: 'train-images', labels: 'train-labels', from: 0, to: 55_000 },
    validation: { images: 'train-images', labels: 'train-labels', from: 55_000, to: 60_000 },
    test: { images: 'test-images', labels: 'test-labels' },
  },
};
