// Fashion-MNIST as its authors publish it. The SHA-256 sums are of the published .gz files
// (TensorFlow Datasets' url_checksums/fashion_mnist.txt); none is published of their content.
import type { z } from 'zod';
import type { datasetManifestSchema } from '../../contracts/dataset-manifest.ts';

const MIRRORS = [
  'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
];

function urlsOf(name: string): string[] {
  return MIRRORS.map((mirror) => `${mirror}${name}.gz`);
}

/** @see https://arxiv.org/abs/1708.07747 (Xiao, Rasul, Vollgraf 2017) */
export const fashionMnist: z.input<typeof datasetManifestSchema> = {
  id: 'fashion-mnist',
  name: 'Fashion-MNIST articles of clothing',
  source: 'https://github.com/zalandoresearch/fashion-mnist (Xiao, Rasul and Vollgraf, 2017)',
  licence: 'MIT',
  files: [
    {
      role: 'train-images',
      content: 'images',
      name: 'train-images-idx3-ubyte',
      bytes: 47_040_016,
      published: {
        sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
        bytes: 26_421_880,
      },
      urls: urlsOf('train-images-idx3-ubyte'),
    },
    {
      role: 'train-labels',
      content: 'labels',
      name: 'train-labels-idx1-ubyte',
      bytes: 60_008,
      published: {
        sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
        bytes: 29_515,
      },
      urls: urlsOf('train-labels-idx1-ubyte'),
    },
    {
      role: 'test-images',
      content: 'images',
      name: 't10k-images-idx3-ubyte',
      bytes: 7_840_016,
      published: {
        sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
        bytes: 4_422_102,
      },
      urls: urlsOf('t10k-images-idx3-ubyte'),
    },
    {
      role: 'test-labels',
      content: 'labels',
      name: 't10k-labels-idx1-ubyte',
      bytes: 10_008,
      published: {
        sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
        bytes: 5_148,
      },
      urls: urlsOf('t10k-labels-idx1-ubyte'),
    },
  ],
  shape: { height: 28, width: 28, channels: 1 },
  classes: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  mean: 0.286,
  deviation: 0.353,
  splits: {
    kind: 'ranges',
    train: { images: 'train-images', labels: 'train-labels', from: 0, to: 55_000 },
    validation: { images: 'train-images', labels: 'train-labels', from: 55_000, to: 60_000 },
    test: { images: 'test-images', labels: 'test-labels' },
  },
};
