// What must be said loudly of a run, in one wording everywhere. Imports nothing of Node.
import type { EndOfSearch } from '../contracts/ledger-events.ts';

export const GENERATED_WARNING =
  'ATTENTION: these are GENERATED DIGITS, not MNIST. The numbers say nothing about MNIST.';

/** Why the search ended early; patience is no reason for a warning. */
export const STOPPED: Readonly<Record<Exclude<EndOfSearch, 'patience'>, string>> = {
  'budget-usd': 'The budget ran out: the search was cut short by its cap in US dollars.',
  'max-seconds': 'Time ran out: the search was cut short by its cap in seconds.',
  'max-evaluations': 'The search was cut short by its cap on trainings.',
  'max-examples': 'The search was cut short by its cap on training examples.',
  'nothing-completed': 'The run ended: no candidate of three generations in a row completed.',
};
