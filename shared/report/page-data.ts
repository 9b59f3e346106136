// What a page shows, as data: written into the file of a report, sent to a browser that follows a run, and
// read by the page's code, which runs in the browser and so may import nothing of Node.
import type { EvaluationStatus } from '../contracts/evaluation.ts';
import type { Genome } from '../contracts/genome.ts';
import type {
  ChampionRecord,
  EndOfSearch,
  PairedCounts,
  Phase,
  StopReason,
} from '../contracts/ledger-events.ts';
import type { MisclassifiedImage } from '../contracts/misclassified.ts';
import type { Objective } from '../contracts/objective.ts';
import type { Proposal } from '../contracts/proposal.ts';
import type { RunConfig } from '../contracts/run-config.ts';
import type { Shape } from '../contracts/task.ts';
import type { NetworkFigure } from '../network/network-figure.ts';
import type { Standing } from '../search/archive.ts';

/** One run, as far as it is. */
export interface RunPage {
  readonly kind: 'run';
  readonly head: RunHead;
  /** In the ledger's order; a batch's place is its number. */
  readonly batches: readonly BatchRow[];
  /** In the ledger's order, over all batches; a row's place is its `index`. */
  readonly evaluations: readonly EvaluationRow[];
  /** By genome hash. */
  readonly genomes: Readonly<Record<string, GenomeRow>>;
  /** Null while there is none, and where networks of the run cannot be shipped. */
  readonly model: PageModel | null;
}

/** What is told of a run as a whole. Times are ISO 8601, as the ledger has them. */
export interface RunHead {
  readonly runId: string;
  readonly startedAt: string;
  /** Of the last event that the page has seen. */
  readonly updatedAt: string;
  readonly isFinished: boolean;
  /** What ended the search early; null where the strategy came to its own end, or has not yet. */
  readonly endOfSearch: EndOfSearch | null;
  /** False once a fact depended on time or money. */
  readonly isReproducible: boolean;
  readonly ledgerHash: string;
  readonly config: RunConfig;
  readonly objectives: readonly Objective[];
  readonly engine: string;
  /** Whether one of ours: else a trainer module or a user's function evaluated. */
  readonly hasBuiltInEngine: boolean;
  readonly data: {
    readonly id: string;
    readonly name: string;
    /** False where a person's own function judges genomes: nothing of what follows is there then. */
    readonly isThere: boolean;
    readonly generated: boolean;
    readonly trainCount: number;
    /** Names of the classes 0, 1, 2 …; numbers where no manifest was at hand. */
    readonly classes: readonly string[];
    /** Of one example. */
    readonly shape: Shape;
  };
  /** What stands best in the search, as its archive has it; null while nothing completed. */
  readonly best: BestRow | null;
  /** The same of random search. */
  readonly baselineBest: BestRow | null;
  readonly champion: ChampionRow | null;
  /** Null in a run without one, and as long as none was tested. */
  readonly baselineChampion: ChampionRow | null;
  readonly hasBaseline: boolean;
  readonly paired: PairedCounts | null;
  /** What makes this run with random search beside it; null where it has one, or no command could. */
  readonly baselineCommand: string | null;
  /** Null where nothing is paid for: on a machine of one's own. */
  readonly money: Money | null;
  /** Worst first; null where they were not kept. */
  readonly misclassified: readonly MisclassifiedImage[] | null;
  /** What was kept of the run and cannot be read, in words; empty where nothing is missing. */
  readonly missing: readonly string[];
}

/** By all readings of the largest budget that a genome was read on. */
export type BestRow = Pick<
  Standing,
  'candidateId' | 'examples' | 'replicates' | 'fitness' | 'standardError'
>;

export interface ChampionRow extends Omit<ChampionRecord, 'predictions'> {
  /** Of its trainings among `evaluations`, the shipped one first. */
  readonly trainings: readonly number[];
}

/** In US dollars. */
export interface Money {
  readonly budgetUsd: number;
  readonly spentUsd: number;
  readonly lines: readonly { readonly what: string; readonly usd: number }[];
}

/** The champion as exported for TensorFlow.js; weights that are too many to lie in a page are left out. */
export interface PageModel {
  /** The text of model.json. */
  readonly json: string;
  /** weights.bin, base64; null where a person is to choose the file. */
  readonly weights: string | null;
  /** Where the file lies, beside the page. */
  readonly path: string;
}

export interface BatchRow {
  readonly batch: number;
  readonly phase: Phase;
  /** As the ledger has it: `generation 3`, `re-ranking`. */
  readonly label: string;
  readonly plannedAt: string;
  readonly closedAt: string | null;
  readonly stop: StopReason | null;
}

export type Arm = 'main' | 'baseline';

/** One planned evaluation. What a training took stands where it was trained, not where it was known. */
export interface EvaluationRow {
  readonly index: number;
  readonly batch: number;
  readonly arm: Arm;
  readonly candidateId: string;
  readonly replicate: number;
  readonly parents: readonly string[];
  readonly changes: readonly Change[];
  readonly genomeHash: string;
  /** Whether weights were inherited. */
  readonly isInherited: boolean;
  readonly examples: number;
  readonly dispatch: 'train' | 'known' | 'censored';
  /** Whether its training is an earlier run's: spent by the search, not by this run. */
  readonly isReused: boolean;
  /** Null while it is under way. */
  readonly status: EvaluationStatus | null;
  /** In the order of `objectives`; null where there is no reading. */
  readonly values: readonly (number | null)[];
  /** Standard error of the first value as a share of the images it was counted on; null for no count. */
  readonly countError: number | null;
  readonly loss: number | null;
  readonly training: TrainingRow | null;
}

export interface TrainingRow {
  readonly examplesSeen: number;
  /** Null where nobody knows it: neither the kind nor a trainer module. */
  readonly trainFlops: number | null;
  readonly setupMs: number;
  readonly trainMs: number;
  readonly evalMs: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly worker: string;
  readonly attempt: number;
  readonly coldStart: boolean;
  /** Null where nothing is paid for. */
  readonly usd: number | null;
}

/** A difference to the parent; the gene by its place in the candidate, `layers.1.units`. */
export type Change = Omit<Proposal['operators'][number], 'genePath'> & { readonly gene: string };

export interface GenomeRow {
  readonly genome: Genome;
  /** Of the network, by the kind or as a trainer module reports it; null where nobody knows it. */
  readonly parameters: number | null;
  /** Floating-point operations of one example's forward pass; null where no built-in engine trains. */
  readonly forwardFlops: number | null;
  /** Absent where no built-in engine trains. */
  readonly network?: NetworkFigure;
}

/** What has changed since an earlier version of a run's page. */
export interface RunPageChange {
  /** Counts the events that the page has seen. */
  readonly version: number;
  readonly head: RunHead;
  readonly batches: readonly BatchRow[];
  /** Rows that are new or different, each with its index. */
  readonly evaluations: readonly EvaluationRow[];
  /** That are new. */
  readonly genomes: Readonly<Record<string, GenomeRow>>;
  /** Absent where it is as it was. */
  readonly model?: PageModel | null;
}

/** Several runs side by side, on one data set and with one set of objectives. */
export interface ComparisonPage {
  readonly kind: 'comparison';
  readonly runs: readonly ComparedRun[];
}

/** One of the runs that are compared, as little of it as a comparison shows. */
export interface ComparedRun {
  /** As the person named its directory; no two are alike. */
  readonly name: string;
  readonly head: ComparedHead;
  /** By the search itself: without a baseline, without the finish; reused evaluations are spent too. */
  readonly spent: Spending;
  /** Evaluations among them whose results are an earlier run's. */
  readonly reused: number;
  /** How its best single score rose, with what was spent until then. */
  readonly curve: readonly CurvePoint[];
  /** Training examples of its readings, each number once, ascending. */
  readonly readingExamples: readonly number[];
  /** The first objective of the shipped training, after the full retraining; null without a champion. */
  readonly retrained: number | null;
}

export type ComparedHead = Pick<
  RunHead,
  | 'runId'
  | 'startedAt'
  | 'isFinished'
  | 'endOfSearch'
  | 'isReproducible'
  | 'ledgerHash'
  | 'config'
  | 'objectives'
  | 'engine'
  | 'data'
  | 'hasBaseline'
  | 'best'
> & {
  /** Of the champion, the shipped training first; null where the test split was not opened. */
  readonly testScores: ChampionRecord['testScores'] | null;
};

export interface Spending {
  readonly evaluations: number;
  /** Training examples seen; a cap counts them as planned. */
  readonly examples: number;
  /** Training, with its setup, and scoring, over all workers. */
  readonly cpuSeconds: number;
  /** Null where nothing is paid for. */
  readonly usd: number | null;
}

export interface CurvePoint extends Spending {
  /** The best single score so far. */
  readonly best: number;
}

/** What a page finds in its file: all that it shows, or that it is to follow the server that it came from. */
export type PageContent = RunPage | ComparisonPage | { readonly kind: 'live' };
