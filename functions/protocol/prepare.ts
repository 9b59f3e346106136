// PrepareRun: from an execution's input to a run that can be planned, or every fault of it in words.

import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import {
  RUN_ID_PATTERN,
  readResumeInput,
  readStartInput,
  runInputOf,
} from '../../shared/contracts/run-input.ts';
import { GENERATED_DIGITS_ID } from '../../shared/data/generated-digits/generated-digits.ts';
import { builtInManifest, KNOWN_IDS } from '../../shared/data/manifests/built-in-manifest.ts';
import { collect, type Fault, InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { append } from '../../shared/kernel/long-lists.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { strategies } from '../../shared/search/registry.ts';
import { prepareRun, resolveConfig } from '../../shared/steps/prepare-run.ts';
import { fold, openBatches, type RunState } from '../../shared/steps/run-state.ts';
import { checkObjectives } from '../../shared/training/objectives.ts';
import { toUsd } from '../aws/cost-model.ts';
import { dynamoRunStore } from '../aws/dynamo-run-store.ts';
import { fetchFile } from '../aws/mirrors.ts';
import { capsOf, dayOf, reserveFinish } from '../aws/money.ts';
import { createRun, type RunRecord, readRun, takeOver } from '../aws/run-record.ts';
import { openStored, pushDataset, storedManifest, taskDataOf } from '../aws/s3-dataset.ts';
import { settle } from './close-stage.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { isFinal } from './run-context.ts';
import { stageOf } from './stage-plan.ts';
import type { Tools } from './tools.ts';

export interface Execution {
  readonly name: string;
  readonly arn: string;
}

export interface PrepareTools extends Tools {
  /** Functions that the account runs at once; undefined where that cannot be told. */
  readonly concurrencyQuota: () => Promise<number | undefined>;
}

export type Prepared =
  | {
      readonly status: 'ready';
      readonly runId: string;
      readonly epoch: number;
      readonly child: 0;
      readonly notes: readonly string[];
      readonly estimate?: Omit<Estimate, 'finishNano'>;
    }
  | { readonly status: 'rejected'; readonly cause: string };

/** Step Functions cuts a cause here. */
const MAX_CAUSE = 32_768;

/** @throws Error of a service, after which the same call may be made again */
export async function prepare(
  input: unknown,
  execution: Execution,
  tools: PrepareTools,
): Promise<Prepared> {
  try {
    const asked = runInputOf(input);
    return 'resume' in asked
      ? await resume(asked.resume, execution, tools)
      : await start(asked.start, execution, tools);
  } catch (error) {
    if (error instanceof InvalidInput) {
      return { status: 'rejected', cause: faultsInWords(error.faults) };
    }
    if (!isFinal(error)) throw error;
    return { status: 'rejected', cause: error.message.slice(0, MAX_CAUSE) };
  }
}

/** All faults, as many as fit. */
export function faultsInWords(faults: readonly Fault[]): string {
  const lines = faults.map((fault) => new InvalidInput([fault]).message);
  const whole = lines.join('\n');
  if (whole.length <= MAX_CAUSE) return whole;
  const room = MAX_CAUSE - 40;
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > room) break;
    kept.push(line);
  }
  return [...kept, `and ${lines.length - kept.length} more`].join('\n');
}

async function start(
  input: unknown,
  { name: runId, arn }: Execution,
  tools: PrepareTools,
): Promise<Prepared> {
  const { table, bucket, settings, now } = tools;
  const faults = nameFaults(runId);
  const own = collect(faults, () => readStartInput(input));
  if (own !== undefined) append(faults, budgetFaults(own.budgetUsd, settings));
  const config = collect(faults, () => resolveConfig(configIn(input, own?.dataset), strategies));
  const { engine } = settings;
  // Before the data set is brought: it may have to be downloaded.
  if (config) collect(faults, () => checkObjectives(config.objectives, engine));
  if (own === undefined || config === undefined || faults.length > 0) {
    throw new InvalidInput(faults);
  }
  const { budgetUsd } = own;
  await ensureDataset(config.dataset, tools);
  const { dataset, warnings } = await openStored(bucket, config.dataset);
  const at = now();
  const { started, notes } = prepareRun(config, taskDataOf(dataset), engine, runId, at);
  const estimate = estimateOf(started, dataset.validation.count, settings);
  if (estimate.leastBudgetUsd > budgetUsd) {
    const allowed =
      `at least ${estimate.leastBudgetUsd.toFixed(2)} USD, the upper bound of the cost of ` +
      'the final phase and the largest generation';
    throw new InvalidInput([{ path: 'budgetUsd', value: shown(budgetUsd), allowed }]);
  }
  const run: RunRecord = {
    runId,
    state: 'running',
    epoch: 1,
    owner: arn,
    createdAt: at,
    budgetUsd,
    dataset: config.dataset,
  };
  // The purse comes first: a day without room leaves no half-made run behind.
  const caps = capsOf(run, settings);
  const refused = await reserveFinish(table, runId, estimate.finishNano, caps, dayOf(at));
  if (refused !== undefined) {
    return {
      status: 'rejected',
      cause: dayIsSpent(settings.maxStackUsdPerDay, estimate.finishNano),
    };
  }
  if (!(await createRun(table, run))) {
    const found = await readRun(table, runId);
    if (!isOwnRecord(found, run)) throw new InvalidInput([nameTaken(runId)]);
  }
  await dynamoRunStore({ table, bucket, runId, epoch: 1 }).append([started]);
  const { finishNano: _, ...shownEstimate } = estimate;
  const ofData = warnings.map(({ message }) => `Note on the data: ${message}`);
  const allNotes = [...notes, ...ofData, ...(await quotaNotes(tools))];
  for (const note of allNotes) tools.report.warn(note, { runId });
  return { status: 'ready', runId, epoch: 1, child: 0, notes: allNotes, estimate: shownEstimate };
}

/** Step Functions tries a call again for some minutes. */
const RETRIED_MS = 3_600_000;

/**
 * Whether a run was recorded by this very call, made once before. An execution's name is free again
 * after 90 days, so that an older run may have had the same.
 */
function isOwnRecord(found: RunRecord | undefined, run: RunRecord): boolean {
  return (
    found?.owner === run.owner &&
    found.epoch === run.epoch &&
    found.state === 'running' &&
    Date.parse(run.createdAt) - Date.parse(found.createdAt) < RETRIED_MS
  );
}

/** The part of an input that the command line has too; a data set that was refused is not told twice. */
function configIn(input: unknown, dataset: string | undefined): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const { budgetUsd: _, ...config } = input as Record<string, unknown>;
  return { ...config, dataset };
}

/** Takes a run over whose owner is gone, and settles what that one had under way. */
async function resume(input: object, { arn }: Execution, tools: Tools): Promise<Prepared> {
  const { table, bucket, settings } = tools;
  const { resume: runId, budgetUsd } = readResumeInput(input);
  const seen = await readRun(table, runId);
  if (seen === undefined) {
    const value = shown(runId);
    const problem = `no run ${value} on this stack`;
    throw new InvalidInput([{ path: 'resume', value, problem, allowed: 'the id of a run' }]);
  }
  const faults = budgetUsd === undefined ? [] : budgetFaults(budgetUsd, settings);
  if (faults.length > 0) throw new InvalidInput(faults);
  const store = dynamoRunStore({ table, bucket, runId });
  const events = await store.read();
  if (events.length === 0) {
    const value = shown(runId);
    const problem = `the run ${value} has no events`;
    const hint = 'start a new run under another name';
    throw new InvalidInput([
      { path: 'resume', value, problem, allowed: 'a run with events', hint },
    ]);
  }
  // A retry of this very call finds the run its own.
  if (seen.owner !== arn && (await isRunning(seen.owner, tools))) {
    const value = shown(runId);
    const problem = `the run ${value} is running in ${seen.owner}`;
    const allowed = 'a run that was stopped or has failed';
    throw new InvalidInput([{ path: 'resume', value, problem, allowed }]);
  }
  // Before the run changes hands: a ledger that this version cannot read stays its owner's.
  const state = fold(events, strategies);
  const { epoch } =
    seen.owner === arn ? seen : await takeOver(table, seen, arn, budgetUsd ?? seen.budgetUsd);
  await settleReplaced(state, epoch, tools);
  return { status: 'ready', runId, epoch, child: 0, notes: [] };
}

/** What earlier owners had reserved and did not settle: their last closed stage, and the open one. */
async function settleReplaced(state: RunState, epoch: number, tools: Tools): Promise<void> {
  const closed = state.batches.filter(({ facts }) => facts !== null).slice(-1);
  for (const batch of [...closed, ...openBatches(state)]) {
    for (let earlier = 1; earlier < epoch; earlier += 1) {
      await settle(stageOf(state.started.runId, earlier, batch), tools, true);
    }
  }
}

async function isRunning(executionArn: string, { sfn }: Tools): Promise<boolean> {
  try {
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING';
  } catch (error) {
    // Step Functions forgets an execution after 90 days.
    if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return false;
    throw error;
  }
}

/** An account whose quota is lower than what the stack may use at once trains slower, not wrongly. */
async function quotaNotes({ concurrencyQuota, settings }: PrepareTools): Promise<string[]> {
  // The quota is of functions.
  if (settings.workerCost.tasks !== undefined) return [];
  const quota = await concurrencyQuota();
  if (quota === undefined || quota >= settings.maxConcurrency) return [];
  return [
    `The account allows ${quota} concurrent executions, but the stack uses up to ` +
      `${settings.maxConcurrency} (maxConcurrency); raise the Lambda quota "Concurrent executions"`,
  ];
}

async function ensureDataset(id: string, { bucket, settings }: Tools): Promise<void> {
  if (id === GENERATED_DIGITS_ID) return;
  if ((await storedManifest(bucket, id)) !== undefined) return;
  const manifest = builtInManifest(id);
  if (manifest === undefined) {
    const push = evolambdaCommand('data', 'push', 'FILE', '--stack', settings.stack);
    const allowed = `one of ${KNOWN_IDS.join(', ')} or a data set in the bucket`;
    const hint = `to upload a data set: ${push}`;
    throw new InvalidInput([{ path: 'dataset', value: shown(id), allowed, hint }]);
  }
  const push = evolambdaCommand('data', 'push', id, '--stack', settings.stack);
  await pushDataset(bucket, manifest, (file) => fetchFile(file, push));
}

function nameFaults(name: string): Fault[] {
  if (RUN_ID_PATTERN.test(name)) return [];
  const allowed = 'a name of 1 to 60 letters, digits, hyphens and underscores';
  return [{ path: 'execution name', value: shown(name), allowed }];
}

function budgetFaults(budgetUsd: number, { maxBudgetUsd }: Tools['settings']): Fault[] {
  if (budgetUsd <= maxBudgetUsd) return [];
  const allowed = `at most ${maxBudgetUsd}, the maxBudgetUsd of the stack`;
  return [{ path: 'budgetUsd', value: shown(budgetUsd), allowed }];
}

function nameTaken(runId: string): Fault {
  const value = shown(runId);
  const problem = `a run ${value} exists`;
  const hint = `to resume it: {"resume":"${runId}"}`;
  return { path: 'execution name', value, problem, allowed: 'a new name', hint };
}

function dayIsSpent(capUsd: number, nano: number): string {
  return (
    `the run requires ${toUsd(nano).toFixed(2)} USD, but the daily cap of the stack ` +
    `(maxStackUsdPerDay, ${capUsd} USD) has less left; it resets at 00:00 UTC`
  );
}
