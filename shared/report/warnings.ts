// What must be said loudly of a run, in one wording everywhere. Imports nothing of Node.
import type { EndOfSearch } from '../contracts/ledger-events.ts';

export const GENERATED_WARNING =
  'WARNING: these are GENERATED DIGITS, not MNIST. The results do not apply to MNIST.';

/** Why the search ended early; patience is no reason for a warning. */
export const STOPPED: Readonly<Record<Exclude<EndOfSearch, 'patience'>, string>> = {
  'budget-usd': 'The search ended early: it reached its budget in US dollars.',
  'max-seconds': 'The search ended early: it reached its cap in seconds.',
  'max-evaluations': 'The search ended early: it reached its cap on trainings.',
  'max-examples': 'The search ended early: it reached its cap on training examples.',
  'nothing-completed':
    'The search ended early: no candidate completed in three generations in a row.',
};
