// `evolambda run`, `resume` and `npm start`: a run on this machine, from its first event or onwards.
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { TaskData } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { standings } from '../../shared/search/campaign.ts';
import { strategies } from '../../shared/search/registry.ts';
import { finishRun } from '../../shared/steps/finish-run.ts';
import { plannedEvaluations, spentBy } from '../../shared/steps/plan.ts';
import { prepareRun, resolveConfig } from '../../shared/steps/prepare-run.ts';
import { fold, type RunState, startOf } from '../../shared/steps/run-state.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import { TRAINING_SEMANTICS } from '../../shared/training/trainer.ts';
import { downloadInWords } from '../data/download-file.ts';
import { type OpenedDataset, openDataset } from '../data/open-dataset.ts';
import { fileBlobStore } from '../embedded/file-blob-store.ts';
import { type FileRunStore, openFileRunStore } from '../embedded/file-run-store.ts';
import { lockRun } from '../embedded/run-lock.ts';
import { record, runLoop } from '../embedded/run-loop.ts';
import { type TrainingPool, trainingPool } from '../embedded/training-pool.ts';
import { estimateSeconds } from '../estimate.ts';
import { type Flags, type FlagValues, readFlags } from '../flags.ts';
import { GENERATED_WARNING, progress, summary } from '../progress.ts';
import { configOf, RUN_FLAGS } from '../run-flags.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import { journalOf, oneDirectory } from './replay.ts';

const RESUME_FLAGS: Flags = {
  workers: RUN_FLAGS.workers as Flags[string],
  'data-dir': RUN_FLAGS['data-dir'] as Flags[string],
  'max-seconds': RUN_FLAGS['max-seconds'] as Flags[string],
  json: RUN_FLAGS.json as Flags[string],
};

/** Exit code of a run that Ctrl-C stopped: 128 + SIGINT. */
const INTERRUPTED = 130;

/** No training of the default space comes near this on any machine that we know. */
const HANG_MS = 15 * 60_000;

/** @param isStart `npm start`: generated digits may stand in, loudly, where MNIST cannot be had */
export async function runCommand(argv: readonly string[], isStart: boolean): Promise<number> {
  const { values, positionals } = readFlags(argv, RUN_FLAGS);
  if (positionals.length > 0) {
    const value = shown(positionals.join(' '));
    throw new InvalidInput([{ path: 'run', value, allowed: 'flags only' }]);
  }
  const config = resolveConfig(configOf(values), strategies);
  const workers = workersOf(values);
  const runId = `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-seed${config.seed}`;
  const directory = resolve(String(values.out ?? join('runs', runId)));
  refuseUsed(directory);
  const terminal = processTerminal(values.json === true);
  const mayGenerate = isStart || values['offline-digits'] === true;
  const opened = await open(config.dataset, values, mayGenerate, terminal);
  const engine = { ...onnxTrainer().identity, semantics: TRAINING_SEMANTICS };
  const at = new Date().toISOString();
  const prepared = prepareRun(config, taskDataOf(opened), engine, runId, at);
  for (const note of prepared.notes) terminal.say(note);
  await mkdir(directory, { recursive: true });
  return withRun(directory, async (store) => {
    await store.append([prepared.started]);
    const state = startOf(prepared.started, strategies);
    return carryOn({ state, store, directory, opened, workers, values, terminal });
  });
}

export async function resumeCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, RESUME_FLAGS);
  const directory = resolve(oneDirectory(positionals));
  const workers = workersOf(values);
  const terminal = processTerminal(values.json === true);
  return withRun(directory, async (store) => {
    const state = fold(await store.read(), strategies);
    const { data, config, engine } = state.started;
    const opened = await open(config.dataset, values, data.generated, terminal);
    refuseOther('data set', data, taskDataOf(opened));
    refuseOther('engine', engine, { ...onnxTrainer().identity, semantics: TRAINING_SEMANTICS });
    return carryOn({ state, store, directory, opened, workers, values, terminal });
  });
}

interface Session {
  readonly state: RunState;
  readonly store: FileRunStore;
  readonly directory: string;
  readonly opened: OpenedDataset;
  readonly workers: number;
  readonly values: FlagValues;
  readonly terminal: Terminal;
}

async function carryOn(session: Session): Promise<number> {
  const { state, store, directory, opened, workers, values, terminal } = session;
  const startedMs = performance.now();
  const blobFolder = join(directory, 'blobs');
  const trainer = onnxTrainer();
  const pool = trainingPool({
    workers,
    data: opened.dataset,
    blobFolder,
    script: new URL('./training-worker.mjs', import.meta.url),
    hangMs: () => HANG_MS,
  });
  const seconds = values['max-seconds'];
  const deadline = new AbortController();
  const timer =
    typeof seconds === 'number' ? setTimeout(() => deadline.abort(), seconds * 1000) : undefined;
  const unlisten = stopOnSignal(directory, terminal, pool);
  const follow = progress(state, terminal);
  const now = () => new Date().toISOString();
  const onEvent = follow;
  try {
    if (state.finished === null) {
      const estimate = await estimateSeconds(state, trainer, opened.dataset, workers);
      terminal.say(`${workers} workers, about ${estimate.toFixed(0)} s for the whole run`);
      await runLoop(state, { store, pool, now, deadline: deadline.signal, onEvent });
      const tools = {
        data: opened.dataset,
        sealedTest: opened.sealedTest,
        trainer,
        blobs: fileBlobStore(blobFolder),
        now,
        record: (event: LedgerEvent) => record(event, state, { store, onEvent }),
      };
      await finishRun(state, tools);
    }
    await keepChampion(state, directory);
  } finally {
    clearTimeout(timer);
    unlisten();
    await pool.stop();
  }
  for (const line of summary(state, directory)) terminal.say(line);
  if (values.json === true) {
    const elapsed = (performance.now() - startedMs) / 1000;
    terminal.result(JSON.stringify(lastLine(state, directory, elapsed)));
  }
  return 0;
}

/** The form that others build on: README, "The last line of --json". */
function lastLine(state: RunState, directory: string, seconds: number): Record<string, unknown> {
  const [best] = standings(state.campaign);
  const champion = state.finished?.champion ?? null;
  const { evaluations } = spentBy(state);
  return {
    runId: state.started.runId,
    ledgerHash: state.ledgerHash,
    best: best ?? null,
    evaluations,
    cached: plannedEvaluations(state).filter((planned) => planned.dispatch === 'known').length,
    seconds: Number(seconds.toFixed(3)),
    directory,
    generated: state.started.data.generated,
    stop: state.stop,
    reproducible: state.isReproducible,
    ...(champion === null ? {} : { champion }),
  };
}

async function keepChampion(state: RunState, directory: string): Promise<void> {
  const champion = state.finished?.champion;
  if (!champion) return;
  const folder = join(directory, 'champion');
  await mkdir(folder, { recursive: true });
  const genome = state.campaign.finish?.champion?.genome;
  await writeFile(join(folder, 'genome.json'), `${JSON.stringify(genome, null, 2)}\n`);
  const weights = state.results.get(champion.evaluationKey)?.weights;
  if (weights === undefined) return;
  await copyFile(join(directory, 'blobs', weights), join(folder, 'weights.checkpoint'));
}

async function withRun(
  directory: string,
  work: (store: FileRunStore) => Promise<number>,
): Promise<number> {
  const unlock = await lockRun(directory);
  try {
    const store = await openFileRunStore(journalOf(directory));
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } finally {
    await unlock();
  }
}

async function open(
  dataset: string,
  values: FlagValues,
  mayGenerate: boolean,
  terminal: Terminal,
): Promise<OpenedDataset> {
  const dataDir = values['data-dir'];
  const opened = await openDataset({
    dataset,
    ...(typeof dataDir === 'string' ? { dataDir } : {}),
    offlineDigits: mayGenerate ? 'if-unavailable' : 'never',
    onProgress: (progress) => terminal.status(downloadInWords(progress)),
  });
  terminal.say(opened.sourceDescription);
  if (opened.generated) terminal.say(GENERATED_WARNING);
  for (const warning of opened.warnings) terminal.say(`Note on the data: ${warning.message}`);
  return opened;
}

function taskDataOf({ dataset, generated }: OpenedDataset): TaskData {
  const { id, hash, splitId, pixels, classes, train } = dataset;
  return { id, hash, splitId, pixels, classes, trainCount: train.count, generated };
}

function refuseOther(what: string, recorded: unknown, present: unknown): void {
  if (JSON.stringify(recorded) === JSON.stringify(present)) return;
  const allowed = `the ${what} that the run began with: ${JSON.stringify(recorded)}`;
  throw new InvalidInput([{ path: what, value: JSON.stringify(present), allowed }]);
}

function refuseUsed(directory: string): void {
  if (!existsSync(directory) || readdirSync(directory).length === 0) return;
  const allowed = 'a new or empty directory; `evolambda resume DIR` goes on with a run';
  throw new InvalidInput([{ path: '--out', value: shown(directory), allowed }]);
}

function workersOf(values: FlagValues): number {
  const workers = Number(values.workers ?? availableParallelism());
  if (workers >= 1 && workers <= 1024) return workers;
  throw new InvalidInput([{ path: '--workers', value: shown(workers), allowed: '1 to 1024' }]);
}

/** What is recorded is on disk already, so leaving at once loses nothing but trainings in flight. */
function stopOnSignal(directory: string, terminal: Terminal, pool: TrainingPool): () => void {
  const stop = () => {
    terminal.say(`Stopped. Go on with: npx evolambda resume ${directory}`);
    void pool.stop().finally(() => process.exit(INTERRUPTED));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
}
