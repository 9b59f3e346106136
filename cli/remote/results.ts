// `evolambda results RUN`: a run on AWS as a directory of this machine, to be replayed, looked at, and
// gone on with here where it was stopped.
import { join, resolve } from 'node:path';
import { readPurse } from '../../functions/aws/money.ts';
import type { RunRecord } from '../../functions/aws/run-record.ts';
import { s3BlobStore } from '../../functions/aws/s3-blob-store.ts';
import { manifestOf } from '../../functions/aws/s3-dataset.ts';
import { stackExtras } from '../../functions/aws/stack-extras.ts';
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';
import { runPage } from '../../shared/report/run-page.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { keepChampion } from '../champion/champion-folder.ts';
import { fileBlobStore } from '../embedded/file-blob-store.ts';
import { inNewDirectory } from '../embedded/run-directory.ts';
import { keepSettings } from '../embedded/run-settings.ts';
import { readFlags } from '../flags.ts';
import { keepReport } from '../page/keep-report.ts';
import { endExtras } from '../page/run-extras.ts';
import { summary } from '../summary.ts';
import { processTerminal } from '../terminal.ts';
import { oneRun, requireRun } from './executions.ts';
import { followRun } from './followed-run.ts';
import { RESULTS_FLAGS } from './remote-flags.ts';
import { openStack, type Stack, settingsOf } from './stack.ts';

export async function resultsCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, RESULTS_FLAGS);
  const runId = oneRun(positionals);
  const terminal = processTerminal(values.json === true);
  const directory = resolve(String(values.out ?? join('runs', runId)));
  const stack = await openStack(values);
  const record = await requireRun(stack, runId);
  return inNewDirectory(
    directory,
    () => terminal.warn('Stopped.'),
    async (journal) => {
      const events: LedgerEvent[] = [];
      const run = followRun(stack, runId, (event) => {
        events.push(event);
        return journal.append([event]);
      });
      await run.catchUp();
      const { state } = run;
      if (state === undefined) throw new Corrupt(`the table holds no event of run ${runId}`);
      const here = fileBlobStore(join(directory, 'blobs'));
      await copyBlobs(state, s3BlobStore(stack.bucket, 'artefacts'), here);
      const { config } = state.started;
      const manifest = await manifestOf(stack.bucket, config.dataset);
      await keepSettings(directory, config, manifest);
      await keepChampion(state, directory, manifest);
      const extras = await extrasOf(stack, record, state, manifest);
      const ofBlobs = await endExtras(state, directory, manifest);
      await keepReport(directory, runPage(state, events, { ...extras, ...ofBlobs }));
      const expired = expiredResults(state);
      if (expired > 0) {
        terminal.say(
          `${expired} results have expired on AWS: their trainings are not in the journal, what they decided is`,
        );
      }
      if (state.finished === null) {
        terminal.say(`The run is ${record.state} and has no end yet; this is what there is of it.`);
      }
      for (const line of summary(state, directory)) terminal.say(line);
      if (values.json === true) {
        terminal.result(JSON.stringify({ ...runResult(state), status: record.state, directory }));
      }
      return 0;
    },
  );
}

/** With the money as the stack tells it. */
async function extrasOf(
  stack: Stack,
  { runId, budgetUsd }: RunRecord,
  state: RunState,
  manifest: DatasetManifest,
) {
  const purse = await readPurse(stack.table, runId);
  const hasResults = expiredResults(state) === 0;
  return stackExtras(state, { budgetUsd, purse, manifest, hasResults }, await settingsOf(stack));
}

/** Weights that were kept, what the champions predicted, and what the champion misread. */
async function copyBlobs(state: RunState, from: BlobStore, to: BlobStore): Promise<void> {
  const weights = [...state.results.values()].flatMap((result) => result.weights ?? []);
  const { champion, baseline, misread = [] } = state.finished ?? {};
  const predictions = [champion, baseline].flatMap((record) => record?.predictions ?? []);
  for (const name of new Set([...weights, ...predictions].concat(misread)))
    await to.put(await from.get(name));
}

function expiredResults({ batches, results }: RunState): number {
  const keys = batches.flatMap(({ facts }) =>
    (facts ?? [])
      .filter(({ status }) => status === 'completed' || status === 'diverged')
      .map(({ evaluationKey }) => evaluationKey),
  );
  return new Set(keys.filter((key) => !results.has(key))).size;
}
