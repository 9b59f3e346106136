// The ledger: what happened in a run, append-only. The run's state is a fold over these events.
// Documented in docs/ledger.md.
import type {
  Engine,
  EvaluationResult,
  EvaluationStatus,
  Objectives,
  TaskData,
} from './evaluation.ts';
import type { LEDGER_FORMAT } from './ledger-format.ts';
import type { Proposal } from './proposal.ts';
import type { RunConfig } from './run-config.ts';

/**
 * Which cap ended the search before its strategy was done. The first two are decided by the plan alone;
 * time and metered money end an open batch, and such a run cannot be repeated from its seed.
 */
export type StopReason = 'max-evaluations' | 'max-examples' | 'max-seconds' | 'budget-usd';

/** What ended a search early: a cap, patience, or generations in which nothing completed. */
export type EndOfSearch = StopReason | 'patience' | 'nothing-completed';

/** A proposal with its identity, and what became of it when it was planned. */
export interface PlannedEvaluation extends Proposal {
  readonly genomeHash: string;
  readonly evaluationSeed: string;
  readonly evaluationKey: string;
  /** Of the network; absent where no built-in engine trains. */
  readonly parameters?: number;
  /** Floating-point operations of one example's forward pass; absent like `parameters`. */
  readonly forwardFlops?: number;
  /** `train`: the first to ask for this key; `known`: it had been asked before; else not admitted. */
  readonly dispatch: 'train' | 'known' | 'censored';
}

/** What is recorded of one proposal when its batch closes; decisions depend on nothing else. */
export interface EvaluationFact {
  readonly candidateId: string;
  readonly replicate: number;
  readonly evaluationKey: string;
  readonly status: EvaluationStatus;
  /** Those that the run declares, in their order. */
  readonly objectives: Objectives | null;
}

interface EventBase {
  readonly v: typeof LEDGER_FORMAT;
  /** Appending a second event of the same id changes nothing. */
  readonly id: string;
  /** ISO 8601; outside every hash. */
  readonly at: string;
}

export interface RunStarted extends EventBase {
  readonly type: 'run-started';
  readonly runId: string;
  readonly config: RunConfig;
  readonly data: TaskData;
  readonly engine: Engine;
  /** Of the machine that began the run; under no hash, so that a run is the same wherever it is made. */
  readonly paths?: RunPaths;
}

/** Absolute. Each is absent where the run had none. */
export interface RunPaths {
  /** Of the user's own data set; the configuration names the data set by its id. */
  readonly manifest?: string;
  /** What --data-dir named. */
  readonly dataDir?: string;
  /** The user's trainer module; its hash is the engine's version. */
  readonly trainer?: string;
}

/** `search`: scores of these evaluations steer the search. `final`: re-ranking, retraining and champion seeds. */
export type Phase = 'search' | 'final';

export interface GenerationPlanned extends EventBase {
  readonly type: 'generation-planned';
  /** Counted from 0 over the whole run, final phase included. */
  readonly generation: number;
  readonly phase: Phase;
  /** For people: `generation 3`, `re-ranking`. Nothing is decided by it. */
  readonly label: string;
  readonly evaluations: readonly PlannedEvaluation[];
  /** Present when a cap kept evaluations out. */
  readonly stop?: StopReason;
}

export interface EvaluationFinished extends EventBase {
  readonly type: 'evaluation-finished';
  readonly result: EvaluationResult;
}

export interface GenerationClosed extends EventBase {
  readonly type: 'generation-closed';
  readonly generation: number;
  /** In the plan's order. */
  readonly facts: readonly EvaluationFact[];
  /** Present when the batch was closed before everything had arrived. */
  readonly stop?: StopReason;
}

/** Written before the test split is read; names what may be scored on it, once. */
export interface TestUnsealed extends EventBase, TestedTrainings {
  readonly type: 'test-unsealed';
  /** Present when the baseline has a champion too. */
  readonly baseline?: TestedTrainings;
}

export interface TestedTrainings {
  readonly genomeHash: string;
  /** The trainings of the champion, the shipped one first. */
  readonly evaluationKeys: readonly string[];
}

export interface TestScore {
  readonly evaluationKey: string;
  readonly correct: number;
  readonly total: number;
}

export interface ChampionRecord {
  readonly genomeHash: string;
  readonly candidateId: string;
  /** The training whose weights are kept. */
  readonly evaluationKey: string;
  /** One for each seed, the shipped training first. */
  readonly testScores: readonly TestScore[];
  /** Of the shipped training: row = true class, column = predicted class. */
  readonly confusion: readonly (readonly number[])[];
  /** Blob of predicted classes of the shipped training, one byte a test image. */
  readonly predictions: string;
}

/** Test images that two champions got right, of the same images. */
export interface PairedCounts {
  readonly both: number;
  readonly championOnly: number;
  readonly baselineOnly: number;
  readonly neither: number;
}

export interface RunFinished extends EventBase {
  readonly type: 'run-finished';
  readonly champion: ChampionRecord | null;
  /** Present in a run with a baseline; null when no champion of it was tested. */
  readonly baseline?: ChampionRecord | null;
  /** Of the two shipped trainings, where both were tested. */
  readonly paired?: PairedCounts;
  /** Blob of the test images that the champion's shipped training is most wrong about; under no hash. */
  readonly misclassified?: string;
  readonly ledgerHash: string;
}

export type LedgerEvent =
  | RunStarted
  | GenerationPlanned
  | EvaluationFinished
  | GenerationClosed
  | TestUnsealed
  | RunFinished;
