// A search that ended because nothing completed: the words that a person reads of it, the same from every door.
import type { EvaluationFact } from '../contracts/ledger-events.ts';
import { commonest } from '../kernel/commonest.ts';
import { armOf, isBarren, MAX_BARREN } from '../search/campaign.ts';
import type { RunState } from './run-state.ts';

/** Why no candidate of the last generations completed, and what to change; null where some did. */
export function barrenInWords(state: RunState): string | null {
  const { campaign, batches, started } = state;
  if (!isBarren(campaign)) return null;
  const facts = batches
    .slice(-MAX_BARREN)
    .flatMap((batch) => batch.facts ?? [])
    .filter(({ candidateId }) => armOf(campaign, candidateId) === 'main');
  const { name } = started.engine;
  const [reason, count] = commonest(facts.map((fact) => reasonOf(fact, name)));
  const what = `No candidate completed in ${MAX_BARREN} generations in a row: ${count} of ${facts.length} evaluations ${reason}`;
  if (name === 'library') return what;
  return `${what}. Use a search space in which more candidates complete, for example with lower learning rates`;
}

function reasonOf({ status }: EvaluationFact, engine: string): string {
  if (status !== 'diverged') return status === 'failed' ? 'failed' : 'timed out';
  if (engine === 'library') return 'diverged (evaluate returned a number that is not finite)';
  if (engine === 'trainer') return 'diverged (train returned NaN)';
  return 'diverged (the loss became NaN or exceeded 1e5)';
}
