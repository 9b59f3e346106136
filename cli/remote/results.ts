// `evolambda results RUN`: a run on AWS as a directory of this machine, to be replayed, looked at, and
// gone on with here where it was stopped.
import { join, resolve } from 'node:path';
import { s3BlobStore } from '../../functions/aws/s3-blob-store.ts';
import { manifestOf } from '../../functions/aws/s3-dataset.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { keepChampion } from '../champion/champion-folder.ts';
import { fileBlobStore } from '../embedded/file-blob-store.ts';
import { inNewDirectory } from '../embedded/run-directory.ts';
import { keepSettings } from '../embedded/run-settings.ts';
import { readFlags } from '../flags.ts';
import { summary } from '../summary.ts';
import { processTerminal } from '../terminal.ts';
import { oneRun, requireRun } from './executions.ts';
import { followRun } from './followed-run.ts';
import { RESULTS_FLAGS } from './remote-flags.ts';
import { openStack } from './stack.ts';

export async function resultsCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, RESULTS_FLAGS);
  const runId = oneRun(positionals);
  const terminal = processTerminal(values.json === true);
  const directory = resolve(String(values.out ?? join('runs', runId)));
  const stack = await openStack(values);
  const record = await requireRun(stack, runId);
  return inNewDirectory(directory, async (journal) => {
    const run = followRun(stack, runId, (event) => journal.append([event]));
    await run.catchUp();
    const { state } = run;
    if (state === undefined) throw new Corrupt(`the table holds no event of run ${runId}`);
    const here = fileBlobStore(join(directory, 'blobs'));
    await copyBlobs(state, s3BlobStore(stack.bucket, 'artefacts'), here);
    const { config } = state.started;
    const manifest = await manifestOf(stack.bucket, config.dataset);
    await keepSettings(directory, config, manifest);
    await keepChampion(state, directory, manifest);
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
  });
}

/** Weights that were kept, and what the champions predicted. */
async function copyBlobs(state: RunState, from: BlobStore, to: BlobStore): Promise<void> {
  const weights = [...state.results.values()].flatMap((result) => result.weights ?? []);
  const { champion, baseline } = state.finished ?? {};
  const predictions = [champion, baseline].flatMap((record) => record?.predictions ?? []);
  for (const name of new Set([...weights, ...predictions])) await to.put(await from.get(name));
}

function expiredResults({ batches, results }: RunState): number {
  const keys = batches.flatMap(({ facts }) =>
    (facts ?? [])
      .filter(({ status }) => status === 'completed' || status === 'diverged')
      .map(({ evaluationKey }) => evaluationKey),
  );
  return new Set(keys.filter((key) => !results.has(key))).size;
}
