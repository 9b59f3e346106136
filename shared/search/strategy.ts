// The contract of a search strategy. A strategy is three pure functions over a plain JSON state;
// whoever drives it may stop anywhere, store the state, and go on elsewhere.

import type { z } from 'zod';
import type { Budget } from '../contracts/budget.ts';
import type { Genome } from '../contracts/genome.ts';
import type { EvaluationFact, PlannedEvaluation } from '../contracts/ledger-events.ts';
import type { ObjectiveDeclaration } from '../contracts/objective.ts';
import type { Proposal } from '../contracts/proposal.ts';
import type { SearchSpace } from '../contracts/search-space.ts';
import type { Task } from '../contracts/task.ts';

/** What every strategy is given; `settings` are its own. */
export interface StrategyConfig<Settings = unknown> {
  readonly seed: number;
  readonly space: SearchSpace;
  readonly task: Task;
  readonly budget: Budget;
  readonly objectives: readonly ObjectiveDeclaration[];
  /** The first candidates of the first batch, as many as it has room for. */
  readonly enqueued: readonly Genome[];
  readonly settings: Settings;
}

/** A recorded fact together with what was asked. */
export type Told = Pick<PlannedEvaluation, 'candidateId' | 'genome' | 'genomeHash' | 'parameters'> &
  Pick<PlannedEvaluation, 'budget' | 'replicate'> &
  EvaluationFact;

export type Asked<State> =
  | {
      readonly state: State;
      /** What this generation is, for people: nothing is decided by it. */
      readonly label: string;
      /** None: nothing to ask before an open batch has been told. */
      readonly proposals: readonly Proposal[];
    }
  | { readonly state: State; readonly done: true };

/**
 * Implementations pass test/conformance/strategy.conformance.ts: pure, serialisable between any two
 * calls, no aliasing. Every batch of proposals is told exactly once, whole, in the proposals' order
 * and in the order of the batches; failures are included. ask is called until it is done or has
 * nothing to ask, at the start and after each tell, so that a batch sees exactly the batches told
 * before it, whatever arrived first.
 */
export interface Strategy<State = unknown> {
  readonly name: string;
  init(config: StrategyConfig): State;
  ask(state: State): Asked<State>;
  tell(state: State, results: readonly Told[]): State;
  /**
   * The generations that are still to be proposed, as far as they are known; without this method, as many as
   * `settings.generations` leaves, each with `settings.population` candidates on the base budget.
   */
  ahead?(state: State): readonly { readonly candidates: number; readonly examples: number }[];
}

/** A strategy as the registry lists it. */
export interface StrategyEntry {
  readonly strategy: Strategy;
  readonly settingsSchema: z.ZodType<{ name: string }>;
  /** What it proposes, in a few words. */
  readonly help: string;
  /** Settings with which it proposes no replicate of a genome; absent where it never does. */
  readonly withoutReplicates?: Readonly<Record<string, number>>;
}
