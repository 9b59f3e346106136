// What `run` and `resume` share: from a state that is on disk to the end of the run, or to a stop.

import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type { EngineChoice } from '../shared/contracts/engine-choice.ts';
import type { EvaluationResult } from '../shared/contracts/evaluation.ts';
import type { LedgerEvent } from '../shared/contracts/ledger-events.ts';
import { counted } from '../shared/kernel/counted.ts';
import { Superseded } from '../shared/kernel/errors.ts';
import { fallOfBest } from '../shared/report/best-in-words.ts';
import { printedFitness } from '../shared/report/printed-objective.ts';
import { scoreName } from '../shared/report/selection-bias.ts';
import type { Standing } from '../shared/search/archive.ts';
import { isBarren } from '../shared/search/campaign.ts';
import { finishRun, restoreTestBlobs } from '../shared/steps/finish-run.ts';
import type { RunState } from '../shared/steps/run-state.ts';
import type { Trainer } from '../shared/training/trainer.ts';
import { keepChampion } from './champion/champion-folder.ts';
import { mendedBlobs } from './champion/trained-again.ts';
import type { OpenedDataset } from './data/open-dataset.ts';
import { fileBlobStore } from './embedded/file-blob-store.ts';
import type { FileRunStore } from './embedded/file-run-store.ts';
import { openPool } from './embedded/open-pool.ts';
import { leftIn } from './embedded/run-directory.ts';
import { aborted, record, reuseKnown, runLoop } from './embedded/run-loop.ts';
import { keepSettings } from './embedded/run-settings.ts';
import { trialResults } from './estimate.ts';
import { estimated } from './estimated-time.ts';
import { CAPPED, NOTHING_COMPLETED } from './exit.ts';
import { lastLine } from './last-line.ts';
import { keepListing } from './listed-run.ts';
import { REPORT } from './page/keep-report.ts';
import { openInBrowser } from './page/open-in-browser.ts';
import { type LivePage, openRunPages } from './page/run-pages.ts';
import { progress } from './progress.ts';
import { mostTrainings, remainingSeconds, speedOf } from './remaining-time.ts';
import { resumable, resumeAdvice } from './resumable.ts';
import { summary } from './summary.ts';
import type { Terminal } from './terminal.ts';

export interface Session {
  readonly state: RunState;
  readonly store: FileRunStore;
  readonly directory: string;
  readonly opened: OpenedDataset;
  readonly trainer: Trainer;
  /** What the training threads are to open: the trainer's engine. */
  readonly choice: EngineChoice;
  /** Results of the run that this one continues. */
  readonly known?: ReadonlyMap<string, EvaluationResult> | undefined;
  /** The best of that run. */
  readonly before?: Standing | undefined;
  /** The command that resumes the run. */
  readonly resume: string;
  readonly workers: number;
  readonly maxSeconds: number | undefined;
  /** A training that takes longer counts as hanging. */
  readonly hangMs: number;
  readonly page: LivePage;
  readonly isJson: boolean;
  readonly terminal: Terminal;
}

const ENDED = 'This run has already ended. To add generations, use run --continue.';

/** @returns the process's exit code */
export async function carryOn(session: Session): Promise<number> {
  const {
    state,
    store,
    directory,
    opened,
    trainer,
    choice,
    workers,
    maxSeconds,
    hangMs,
    terminal,
  } = session;
  const startedMs = performance.now();
  const { config, paths } = state.started;
  const manifestPath = opened.manifestPath ?? paths?.manifest;
  await keepSettings(directory, config, opened.manifest, manifestPath);
  const isOver = state.finished !== null;
  if (isOver) terminal.say(ENDED);
  const pages = await openRunPages({
    ...{ state, directory, terminal },
    events: await store.read(),
    manifest: opened.manifest,
    // There is nothing to follow.
    page: isOver ? 'none' : session.page,
  });
  const blobFolder = join(directory, 'blobs');
  const { clock, queue, pool, evaluate } = openPool({
    ...{ workers, blobFolder, hangMs },
    data: opened.dataset,
    engine: choice,
  });
  const deadline = new AbortController();
  const timer =
    maxSeconds === undefined ? undefined : setTimeout(() => deadline.abort(), maxSeconds * 1000);
  const stopAll = () => Promise.all([pool.stop(), pages.close()]);
  const { count } = opened.dataset.validation;
  const tellProgress = progress(state, terminal, { workers });
  const onEvent = (event: LedgerEvent) => {
    tellProgress(event);
    pages.note(event);
  };
  const training = { data: opened.dataset, trainer };
  const blobs = mendedBlobs(state, fileBlobStore(blobFolder), async () => training, terminal);
  const scoring = { ...training, sealedTest: opened.sealedTest, blobs };
  const toTheEnd = async (): Promise<void> => {
    if (state.finished === null) {
      const { known } = session;
      const recorder = { store, clock, known, onEvent };
      if (known !== undefined) await reuseKnown(state, recorder);
      // The trial is not waited for once time is up.
      const trial = trialResults(state, evaluate, workers, known);
      const measured = await Promise.race([trial, aborted(deadline.signal).then(() => [])]);
      const speed = speedOf(measured, count, state.started.engine.name);
      const time = speed && remainingSeconds(state, speed, workers, count);
      const threads = Math.min(workers, mostTrainings(state));
      const idle = threads < workers ? ` (no generation has enough trainings for ${workers})` : '';
      terminal.say(
        `${counted(threads, 'worker thread')}${idle}, estimated time ${estimated(time ?? Number.NaN)}; scores are ${scoreName(printedFitness(state.started))}`,
      );
      const tools = { ...recorder, queue, pool, deadline: deadline.signal };
      await runLoop(state, tools);
      await finishRun(state, {
        ...scoring,
        clock,
        record: (event: LedgerEvent) => record(event, state, { store, onEvent }),
      });
    } else if (await restoreTestBlobs(state, scoring)) {
      terminal.say('The stored test predictions were missing; the champion was scored again.');
    }
    // What follows would make a directory anew that was removed.
    await store.check();
    await keepChampion(state, directory, opened.manifest, blobs);
    await pages.end();
    await store.check();
    await keepListing(directory, state);
  };
  try {
    // What is recorded is on disk already, so leaving at once loses nothing but trainings in flight.
    await resumable(resumeAdvice(session.resume), terminal, toTheEnd, stopAll);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    throw new Superseded(`${error.message}\n${leftIn(directory)}`);
  } finally {
    clearTimeout(timer);
    await stopAll();
  }
  const fall = fallOfBest(session.before, state.campaign, printedFitness(state.started));
  if (fall !== undefined) terminal.say(`Note: compared with the extended run, ${fall}`);
  const seconds = (performance.now() - startedMs) / 1000;
  for (const line of summary(state, directory, isOver ? {} : { seconds })) terminal.say(line);
  const report = join(directory, REPORT);
  if (isOver && session.page === 'opened')
    await openInBrowser(pathToFileURL(report).href, terminal);
  if (session.isJson) {
    terminal.result(JSON.stringify(lastLine(state, directory, seconds)));
  }
  if (isBarren(state.campaign)) return NOTHING_COMPLETED;
  return state.stop === null ? 0 : CAPPED;
}
