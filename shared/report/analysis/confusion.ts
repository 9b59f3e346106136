// What a confusion matrix says: of each class how many are read right, and which two are taken for each other.
// Imports nothing of Node.
import { type Interval, wilson } from '../proportions.ts';

export interface ClassRow {
  readonly label: number;
  readonly total: number;
  readonly correct: number;
  /** Share read right, with its 95 % interval; null of a class without images. */
  readonly recall: (Interval & { readonly estimate: number }) | null;
}

export interface ConfusedPair {
  readonly label: number;
  readonly read: number;
  readonly count: number;
  /** Of the images of the class that it is. */
  readonly share: number;
}

/** @param matrix row = true class, column = class that was read */
export function recalls(matrix: readonly (readonly number[])[]): ClassRow[] {
  return matrix.map((row, label) => {
    const total = row.reduce((sum, one) => sum + one, 0);
    const correct = row[label] ?? 0;
    const recall = total === 0 ? null : { estimate: correct / total, ...wilson(correct, total) };
    return { label, total, correct, recall };
  });
}

/** Which class was read as which other, most often first; those that never were are left out. */
export function confusedPairs(matrix: readonly (readonly number[])[]): ConfusedPair[] {
  return matrix
    .flatMap((row, label) => {
      const total = row.reduce((sum, one) => sum + one, 0);
      return row.flatMap((count, read) =>
        read === label || count === 0 ? [] : [{ label, read, count, share: count / total }],
      );
    })
    .sort((a, b) => b.count - a.count || b.share - a.share || a.label - b.label);
}
