// A classification data set as the search sees it: training and validation, never the test split.
import type { Shape } from '../contracts/task.ts';

/** Labelled images of one split; row i of `images` is image i. */
export interface LabelledImages {
  /** Shape [count, pixels], one byte a pixel, row-major; may lie on a SharedArrayBuffer. */
  readonly images: Uint8Array;
  /** Shape [count], each in 0..classes−1. */
  readonly labels: Uint8Array;
  readonly count: number;
}

/** What training and validation need to know of a data set. */
export interface Dataset {
  readonly id: string;
  /** SHA-256 over the files that training reads and how they are fed: docs/data.md has the text. */
  readonly hash: string;
  /** Names how the splits were cut; part of every evaluation key. */
  readonly splitId: string;
  /** Of one example. */
  readonly shape: Shape;
  readonly classes: number;
  /** Pixels are fed to the network as (x/255 − mean) / deviation. */
  readonly mean: number;
  readonly deviation: number;
  readonly train: LabelledImages;
  readonly validation: LabelledImages;
}

/** How examples are fed to a network: their shape, the classes, the normalisation. */
export type InputForm = Pick<Dataset, 'shape' | 'classes' | 'mean' | 'deviation'>;
