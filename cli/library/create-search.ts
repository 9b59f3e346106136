// Ask and tell, for those who run a loop of their own: the library draws, remembers and decides, and
// calls nothing.

import type { PlannedEvaluation, RunStarted } from '../../shared/contracts/ledger-events.ts';
import type { GeneChange } from '../../shared/contracts/proposal.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { askCampaign, tellCampaign } from '../../shared/search/campaign.ts';
import { strategies, strategyNamed } from '../../shared/search/registry.ts';
import type { Strategy, Told } from '../../shared/search/strategy.ts';
import { admit, identify } from '../../shared/steps/plan.ts';
import { endOfSearch } from '../../shared/steps/run-result.ts';
import { startOf } from '../../shared/steps/run-state.ts';
import { type Answer, type Outcome, outcomesOf } from './answers.ts';
import { type Best, bestIn, genesOf } from './best.ts';
import { searchOptionsSchema } from './options-schema.ts';
import { ownOptions } from './own-options.ts';
import { type SearchOptions, startedSearch } from './search-options.ts';
import { progressOf, type SearchProgress, type SearchState, stateOf } from './search-state.ts';

/** What is to be evaluated. */
export interface Asked<Genome> {
  readonly candidateId: string;
  /** Counts the evaluations of one genome; each is to be an independent one. */
  readonly replicate: number;
  readonly genome: Genome;
  /** Of the genome; equal genomes have equal ones. */
  readonly genomeHash: string;
  /** Hexadecimal, of this genome and replicate. */
  readonly seed: string;
  /** What the evaluation may spend, in the unit of the option `examples`. */
  readonly examples: number;
  readonly parents: readonly string[];
  readonly operators: readonly GeneChange[];
}

export interface Search<Genome> {
  /** True once every batch was told. */
  readonly isDone: boolean;
  /** What is not known yet of the next batch; the same again until it was told, none when the search is done. */
  ask(): readonly Asked<Genome>[];
  /** Takes all answers to the batch that was asked for, in any order. @throws InvalidInput with every fault */
  tell(answers: readonly Answer[]): void;
  readonly best: Best<Genome> | null;
  /** `patience`, `max-evaluations` or `nothing-completed`, where one of them ended the search. */
  readonly stop: string | null;
  /** All of the search as JSON: `createSearch(options, state)` goes on with it. */
  toJSON(): SearchState;
}

/**
 * A search that is asked and told.
 *
 * @example
 * ```ts
 * import { createSearch, defineSpace } from 'evolambda';
 *
 * const space = defineSpace({ x: { type: 'integer', min: 0, max: 100 } });
 * const search = createSearch({
 *   space,
 *   objectives: [{ name: 'loss', direction: 'minimize' }],
 *   deterministic: true,
 *   strategy: { name: 'tournament', population: 10, generations: 5 },
 * });
 * while (!search.isDone) {
 *   const answers = search.ask().map(({ candidateId, replicate, genome }) => ({
 *     candidateId,
 *     replicate,
 *     objectives: { loss: (genome.x - 42) ** 2 },
 *   }));
 *   search.tell(answers);
 * }
 * console.log(search.best?.genome.x);
 * ```
 * @param from what toJSON gave for the same options
 * @throws InvalidInput with every fault of the options, or where the state is another search's
 * @throws Corrupt when the state was changed
 */
export function createSearch<Genome>(
  options: SearchOptions<Genome>,
  from?: SearchState,
): Search<Genome> {
  const given = ownOptions(options) as SearchOptions;
  const started = startedSearch(searchOptionsSchema, given, '1', '');
  const { config } = started;
  const { strategy } = strategyNamed(config.strategy.name, strategies);
  let progress =
    from === undefined
      ? planned(strategy, started, {
          campaign: startOf(started, strategies).campaign,
          ...{ batch: [], isStopped: false, isDone: false, outcomes: {} },
          spent: { evaluations: 0, examples: 0 },
        })
      : progressOf(from, started);
  const open = () => progress.batch.filter(({ dispatch }) => dispatch === 'train');

  return {
    get isDone() {
      return progress.isDone;
    },
    ask: () => open().map((one) => asAsked<Genome>(one)),
    tell: (answers) => {
      if (progress.isDone) {
        const problem = 'not allowed: the search is done';
        throw new InvalidInput([{ path: 'answers', value: 'answers', problem, allowed: '' }]);
      }
      const names = config.objectives.map(({ name }) => name);
      const fresh = Object.fromEntries(outcomesOf(open(), answers, names));
      const outcomes = { ...progress.outcomes, ...fresh };
      progress = planned(strategy, started, closed(strategy, { ...progress, outcomes }));
    },
    get best() {
      return bestIn<Genome>(progress.campaign);
    },
    get stop() {
      const { campaign, isStopped } = progress;
      return endOfSearch({ stop: isStopped ? 'max-evaluations' : null, campaign });
    },
    toJSON: () => structuredClone(stateOf(started, progress)),
  };
}

/** On to the next batch of which something is not known yet, or to the end. */
function planned(strategy: Strategy, started: RunStarted, from: SearchProgress): SearchProgress {
  const { maxEvaluations = Infinity } = started.config;
  let progress = from;
  for (;;) {
    const asked = askCampaign(strategy, progress.campaign);
    const campaign = asked.state;
    if ('done' in asked) return { ...progress, campaign, batch: [], isDone: true };
    const { evaluations: batch, stop } = admit(
      asked.proposals.map((proposal) => identify(proposal, { started, campaign })),
      () => false,
      knownKeys(progress.outcomes),
      progress.spent,
      { evaluations: maxEvaluations, examples: Infinity },
    );
    const fresh = batch.filter(({ dispatch }) => dispatch === 'train');
    const { evaluations, examples } = progress.spent;
    const spent = {
      evaluations: evaluations + fresh.length,
      examples: examples + fresh.reduce((sum, { budget }) => sum + budget.examples, 0),
    };
    progress = { ...progress, campaign, batch, spent, isStopped: stop !== undefined };
    if (fresh.length > 0) return progress;
    progress = closed(strategy, progress);
  }
}

function closed(strategy: Strategy, progress: SearchProgress): SearchProgress {
  const { campaign, batch, outcomes, isStopped } = progress;
  const told = batch.map((one): Told => ({ ...one, ...outcomeOf(one, outcomes) }));
  return { ...progress, campaign: tellCampaign(strategy, campaign, told, isStopped), batch: [] };
}

function outcomeOf(one: PlannedEvaluation, outcomes: SearchProgress['outcomes']): Outcome {
  const outcome = one.dispatch === 'censored' ? undefined : outcomes[one.evaluationKey];
  return outcome ?? { status: 'censored', objectives: null };
}

/** What failed is no fact: it is asked for again. */
function knownKeys(outcomes: SearchProgress['outcomes']): Pick<ReadonlySet<string>, 'has'> {
  return {
    has: (key) => Object.hasOwn(outcomes, key) && outcomes[key]?.status !== 'failed',
  };
}

function asAsked<Genome>(one: PlannedEvaluation): Asked<Genome> {
  const { candidateId, replicate, budget, parents, operators, genome, genomeHash } = one;
  return {
    ...structuredClone({ candidateId, replicate, parents, operators, genomeHash }),
    genome: genesOf<Genome>(genome),
    seed: one.evaluationSeed,
    examples: budget.examples,
  };
}
