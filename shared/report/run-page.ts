// A run's page as data, from its state: whole, or what has changed since a version that a reader has.
import { isBuiltIn } from '../contracts/engine-choice.ts';
import type { EvaluationResult } from '../contracts/evaluation.ts';
import type { ChampionRecord, LedgerEvent, PlannedEvaluation } from '../contracts/ledger-events.ts';
import { taskOf } from '../contracts/task.ts';
import { trainedNetworkOf } from '../genome/genome-network.ts';
import { canonicalGenome } from '../genome/identity.ts';
import { networkCost } from '../network/network-cost.ts';
import { networkFigure } from '../network/network-figure.ts';
import type { ArmName } from '../search/arms.ts';
import { bestOf } from '../search/campaign.ts';
import { endOfSearch } from '../steps/run-result.ts';
import type { Batch, RunState } from '../steps/run-state.ts';
import { evaluationRow } from './evaluation-row.ts';
import type {
  BatchRow,
  BestRow,
  ChampionRow,
  EvaluationRow,
  GenomeRow,
  PageModel,
  RunHead,
  RunPage,
  RunPageChange,
} from './page-data.ts';
import { printedObjectives } from './printed-objective.ts';

/** What a shell knows of a run beside its state. */
export interface PageExtras {
  readonly dataName: string;
  readonly classes: readonly string[];
  readonly baselineCommand: string | null;
  readonly money: RunHead['money'];
  /** What a training cost, in US dollars; null where nothing is paid for. */
  readonly usdOf: (result: EvaluationResult) => number | null;
  readonly misclassified: RunHead['misclassified'];
  readonly model: PageModel | null;
  /** Of what was kept of the run, what cannot be read, each with the command that restores it. */
  readonly missing: readonly string[];
}

/** Follows a run: call `note` with every event that was carried into the state. */
export interface RunPageFollower {
  readonly note: (event: LedgerEvent) => void;
  /** Counts the events noted; rises too when what the shell knows is said anew. */
  readonly version: () => number;
  readonly say: (extras: Partial<PageExtras>) => void;
  readonly whole: () => RunPage;
  /** @param version that the reader has; 0 for one that has nothing */
  readonly changeSince: (version: number) => RunPageChange;
}

/** The page of a run as it is now. */
export function runPage(
  state: RunState,
  events: readonly LedgerEvent[],
  extras: PageExtras,
): RunPage {
  return followRunPage(state, events, extras).whole();
}

type Bests = Pick<RunHead, 'best' | 'baselineBest'>;

/** Ranks the archives anew once a batch was closed, not with each result. */
function bestsOf(): (campaign: RunState['campaign']) => Bests {
  let known: { readonly campaign: RunState['campaign']; readonly bests: Bests } | undefined;
  return (campaign) => {
    if (known?.campaign === campaign) return known.bests;
    const bests = { best: bestRow(campaign, 'main'), baselineBest: bestRow(campaign, 'baseline') };
    known = { campaign, bests };
    return bests;
  };
}

/** @param events that the state was made of so far */
export function followRunPage(
  state: RunState,
  events: readonly LedgerEvent[],
  told: PageExtras,
): RunPageFollower {
  const rows: EvaluationRow[] = [];
  const rowVersions: number[] = [];
  const genomes = new Map<string, KnownGenome>();
  /** Rows by the key of their evaluation: a result may be told of in several batches. */
  const rowsOfKey = new Map<string, number[]>();
  const firstRows: number[] = [];
  const times = timesOf(events);
  const bests = bestsOf();
  let extras = told;
  let version = 1;
  let modelVersion = 1;

  const setRow = (index: number, batch: Batch, position: number) => {
    const planned = batch.planned.evaluations[position] as PlannedEvaluation;
    rows[index] = evaluationRow(state, batch, position, index, extras.usdOf);
    rowVersions[index] = version;
    const known = genomes.get(planned.genomeHash);
    const reported = reportedSize(planned, state);
    // A trainer module reports the size with a result: that of the first row counts, whichever arrives first.
    if (known === undefined || (reported !== null && index < known.sizeOf)) {
      const row = genomeRow(planned, state);
      const sizeOf = reported === null ? Number.POSITIVE_INFINITY : index;
      genomes.set(planned.genomeHash, { row, version, sizeOf });
    }
  };
  const addBatch = (batch: Batch) => {
    const first = rows.length;
    firstRows.push(first);
    for (const [position, { evaluationKey }] of batch.planned.evaluations.entries()) {
      rowsOfKey.set(evaluationKey, [...(rowsOfKey.get(evaluationKey) ?? []), first + position]);
      setRow(first + position, batch, position);
    }
  };
  const batchOfRow = (index: number): [Batch, number] => {
    const { batch } = rows[index] as EvaluationRow;
    return [state.batches[batch] as Batch, index - (firstRows[batch] as number)];
  };
  const setBatch = (index: number) => {
    const batch = state.batches[index] as Batch;
    const first = firstRows[index] as number;
    for (const position of batch.planned.evaluations.keys())
      setRow(first + position, batch, position);
  };
  for (const batch of state.batches) addBatch(batch);

  return {
    note: (event) => {
      version += 1;
      times.note(event);
      if (event.type === 'generation-planned') addBatch(state.batches[event.generation] as Batch);
      if (event.type === 'generation-closed') setBatch(event.generation);
      if (event.type === 'evaluation-finished') {
        for (const index of rowsOfKey.get(event.result.evaluationKey) ?? []) {
          setRow(index, ...batchOfRow(index));
        }
      }
    },
    version: () => version,
    say: (more) => {
      version += 1;
      if (more.model !== undefined) modelVersion = version;
      extras = { ...extras, ...more };
    },
    whole: () => ({
      kind: 'run',
      head: headOf(state, extras, times, rowsOfKey, bests),
      batches: batchRows(state, times),
      // A copy: rows that come later are in a later page.
      evaluations: [...rows],
      genomes: Object.fromEntries([...genomes].map(([hash, { row }]) => [hash, row])),
      model: extras.model,
    }),
    changeSince: (since) => {
      return {
        version,
        head: headOf(state, extras, times, rowsOfKey, bests),
        batches: batchRows(state, times),
        evaluations: rows.filter((_, index) => (rowVersions[index] as number) > since),
        genomes: Object.fromEntries(
          [...genomes].flatMap(([hash, one]) => (one.version > since ? [[hash, one.row]] : [])),
        ),
        ...(modelVersion > since ? { model: extras.model } : {}),
      };
    },
  };
}

interface Times {
  readonly closed: Map<number, string>;
  last: string;
  readonly note: (event: LedgerEvent) => void;
}

function timesOf(events: readonly LedgerEvent[]): Times {
  const times: Times = {
    closed: new Map(),
    last: '',
    note: (event) => {
      times.last = event.at;
      if (event.type === 'generation-closed') times.closed.set(event.generation, event.at);
    },
  };
  for (const event of events) times.note(event);
  return times;
}

function batchRows({ batches }: RunState, times: Times): BatchRow[] {
  return batches.map(({ planned }, batch) => ({
    batch,
    label: planned.label,
    phase: planned.phase,
    plannedAt: planned.at,
    closedAt: times.closed.get(batch) ?? null,
    stop: planned.stop ?? null,
  }));
}

function headOf(
  state: RunState,
  extras: PageExtras,
  times: Times,
  rowsOfKey: ReadonlyMap<string, readonly number[]>,
  bests: ReturnType<typeof bestsOf>,
): RunHead {
  const { runId, at, config, data, engine } = state.started;
  const { champion, baseline, paired } = state.finished ?? {};
  const championRow = (record: ChampionRecord | null | undefined): ChampionRow | null => {
    if (!record) return null;
    const { predictions: _, ...rest } = record;
    const keys = record.testScores.map(({ evaluationKey }) => evaluationKey);
    return { ...rest, trainings: keys.flatMap((key) => rowsOfKey.get(key)?.slice(0, 1) ?? []) };
  };
  return {
    runId,
    startedAt: at,
    updatedAt: times.last || at,
    isFinished: state.finished !== null,
    endOfSearch: endOfSearch(state),
    isReproducible: state.isReproducible,
    ledgerHash: state.ledgerHash,
    config,
    objectives: printedObjectives(state.started),
    hasBuiltInEngine: isBuiltIn(engine.name),
    engine: `${engine.name} ${engine.version} ${engine.backend}`,
    data: {
      id: data.id,
      name: extras.dataName,
      isThere: engine.name !== 'library',
      generated: data.generated,
      trainCount: data.trainCount,
      classes: extras.classes,
      shape: data.shape,
    },
    ...bests(state.campaign),
    champion: championRow(champion),
    baselineChampion: championRow(baseline),
    hasBaseline: state.campaign.baseline !== null,
    paired: paired ?? null,
    baselineCommand: extras.baselineCommand,
    money: extras.money,
    misclassified: extras.misclassified,
    missing: extras.missing,
  };
}

function bestRow(campaign: RunState['campaign'], arm: ArmName): BestRow | null {
  const best = bestOf(campaign, arm);
  if (best === undefined) return null;
  const { candidateId, examples, replicates, fitness, standardError } = best;
  return { candidateId, examples, replicates, fitness, standardError };
}

interface KnownGenome {
  readonly row: GenomeRow;
  readonly version: number;
  /** Index of the row whose training reported the size; infinite while none did. */
  readonly sizeOf: number;
}

function genomeRow(planned: PlannedEvaluation, state: RunState): GenomeRow {
  const { data, engine } = state.started;
  const { genome } = planned;
  const network = trainedNetworkOf(genome, engine.name, taskOf(data));
  const cost = network && networkCost(network);
  return {
    genome: canonicalGenome(genome),
    parameters: cost?.parameters ?? reportedSize(planned, state),
    forwardFlops: cost?.forwardFlops ?? null,
    ...(network === null ? {} : { network: networkFigure(network) }),
  };
}

/** Null where a built-in engine trains, whose networks' size follows from their genome, and where nothing was reported. */
function reportedSize({ evaluationKey }: PlannedEvaluation, { started, results }: RunState) {
  if (isBuiltIn(started.engine.name)) return null;
  return results.get(evaluationKey)?.parameters ?? null;
}
