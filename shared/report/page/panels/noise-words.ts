// The source of a curve's band, as a sentence.
import type { Noise } from '../../analysis/noise.ts';
import type { RunView } from '../run-view.ts';
import { count, countOf, error } from '../words.ts';

/** @param noise of the search's main arm and baseline together */
export function noiseInWords(noise: Noise | null, view: RunView): string {
  if (noise !== null) {
    return (
      `The standard error (SE) of a single score is the deviation between seeds, ${error(noise.deviation, view.objective)}, divided by √replicates. ` +
      `It is pooled over ${countOf(noise.genomes, 'genome')} with several evaluations (${count(noise.freedom)} degrees of freedom).`
    );
  }
  return view.search.some(({ countError }) => countError !== null)
    ? 'The standard error (SE) of a single score covers only the number of validation examples: no genome was evaluated twice.'
    : 'The standard error (SE) of a single score is not known: no genome was evaluated twice.';
}
