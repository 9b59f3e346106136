// What a curve's band is made of, in words.
import type { Noise } from '../../analysis/noise.ts';
import type { RunView } from '../run-view.ts';
import { count, error } from '../words.ts';

/** @param noise of the search's main arm and baseline together */
export function noiseInWords(noise: Noise | null, view: RunView): string {
  const ofBoth = view.page.head.hasBaseline ? ' of the search and of random search' : '';
  if (noise !== null) {
    return (
      `the seed-to-seed deviation of ${error(noise.deviation, view.objective)}, pooled over ` +
      `${count(noise.genomes)} genomes${ofBoth} that were trained more than once (${count(noise.freedom)} degrees of ` +
      'freedom), divided by √replicates'
    );
  }
  return view.search.some(({ countError }) => countError !== null)
    ? 'the error of counting alone, as no genome was trained twice: what another seed would change is not in it'
    : 'not known, as no genome was trained twice, and so nothing is drawn';
}
