// What is odd about a data set without making it unusable. The caller shows it to the person.
import { counted } from '../kernel/counted.ts';
import { commonImages } from './common-images.ts';
import type { OnDataProgress } from './data-progress.ts';
import type { LabelledImages } from './dataset.ts';

export interface DataWarning {
  readonly code:
    | 'missing-class'
    | 'duplicate-images'
    | 'unverified-file'
    | 'place-skipped'
    | 'generated-data';
  readonly message: string;
}

/** More names are not listed. */
const LISTED = 10;

/** The first names, and how many more there are. */
export function firstNames(names: readonly string[]): string {
  if (names.length <= LISTED) return names.join(', ');
  return `${names.slice(0, LISTED).join(', ')} and ${names.length - LISTED} more`;
}

/** Classes without an example in a split that measures: nothing is known of them there. */
export function missingClasses(
  split: 'validation' | 'test',
  counts: readonly number[],
  classes: readonly string[],
): DataWarning[] {
  const missing = classes.filter((_, label) => counts[label] === 0);
  if (missing.length === 0) return [];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const share = `${missing.length} of ${classes.length} classes`;
  const message = `the ${split} split (${counted(total, 'example')}) has no example of ${share}: ${firstNames(missing)}`;
  return [{ code: 'missing-class', message }];
}

/** Bytes that are looked at between two reports of progress. */
const REPORT_BYTES = 1 << 20;

/**
 * Images of one split that occur, pixel for pixel, in another: they make its score too high.
 * @param known the split that was trained on, `asked` the one that is measured; [name, images]
 */
export function duplicateImages(
  [knownName, known]: readonly [string, LabelledImages],
  [askedName, asked]: readonly [string, LabelledImages],
  pixels: number,
  onProgress: OnDataProgress = () => {},
): DataWarning[] {
  const step = `checking for ${askedName} images in the ${knownName} split`;
  const rows = known.count + asked.count;
  const rowsPerReport = Math.ceil(REPORT_BYTES / pixels);
  let row = 0;
  const found = commonImages(known, asked, pixels, () => {
    if (row % rowsPerReport === 0) onProgress({ step, fraction: row / rows });
    row += 1;
  });
  if (found === undefined) return [];
  const share = `${found.count} of the ${asked.count} ${askedName} images ${found.count === 1 ? 'is' : 'are'}`;
  const message = `${share} also in the ${knownName} split, identical in every pixel (the first is image ${found.firstRow})`;
  return [{ code: 'duplicate-images', message }];
}
