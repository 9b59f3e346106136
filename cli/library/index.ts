// The library: `import { evolve } from 'evolambda'`. The package's one public door; what is not named
// here may change at any time.

export type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
export type { ObjectiveDeclaration } from '../../shared/contracts/objective.ts';
export type { GeneChange } from '../../shared/contracts/proposal.ts';
export { Corrupt, type Fault, InvalidInput, Retryable } from '../../shared/kernel/errors.ts';
export type { RunStore } from '../../shared/ports/run-store.ts';
export type { FileRunStore } from '../embedded/file-run-store.ts';
export type { Answer } from './answers.ts';
export type { Best } from './best.ts';
export { type Asked, createSearch, type Search } from './create-search.ts';
export {
  type CategoricalGeneDefinition,
  type Category,
  defineSpace,
  type GeneDefinition,
  type GeneDefinitions,
  type GenomeOf,
  type GroupGeneDefinition,
  type ListGeneDefinition,
  type NumberGeneDefinition,
  type Space,
} from './define-space.ts';
export type { Evaluate, EvaluationContext } from './evaluate-function.ts';
export {
  type EvaluationReported,
  type Evolution,
  type EvolutionEvent,
  type EvolutionResult,
  type EvolveOptions,
  evolve,
} from './evolve.ts';
export { fileStore } from './file-store.ts';
export { memoryStore } from './memory-store.ts';
export type { SearchOptions, StrategySettings } from './search-options.ts';
export type { SearchState } from './search-state.ts';
