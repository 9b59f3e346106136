// How far work on data is: the core reports fractions, the caller decides what to show and when.

export interface DataProgress {
  /** What is under way, such as `checking for duplicates`. */
  readonly step: string;
  /** Share of the step that is done, 0–1. */
  readonly fraction: number;
}

export type OnDataProgress = (progress: DataProgress) => void;
