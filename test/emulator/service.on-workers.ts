// The training service as a host of workers: whole runs on it end with the hash of one machine, alone
// and beside the functions, whatever becomes of its processes.
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { readArrivals } from '../../functions/aws/arrivals.ts';
import { dynamoRunStore } from '../../functions/aws/dynamo-run-store.ts';
import { cachedResults } from '../../functions/aws/result-cache.ts';
import { readPiece } from '../../functions/aws/s3-objects.ts';
import type { EvaluationResult } from '../../shared/contracts/evaluation.ts';
import { clientsOf } from './clients.ts';
import { embeddedRun } from './embedded-run.ts';
import { listenToQueue } from './event-source.ts';
import { outputOf, RUN_MS, startRun, waitForExecution } from './executions.ts';
import { freshGeneration, freshLongGeneration, freshSearch } from './first-stage.ts';
import { isAlive } from './function-processes.ts';
import { freshName } from './in-process.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import {
  bundleService,
  type ServiceBundle,
  type ServiceProcess,
  trainersOf,
} from './service-process.ts';
import { pushSmallDigits, storesOf } from './small-digits.ts';

/** For what takes moments, on a machine that has other work. */
const SOON = { timeout: 30_000 };

describeOnEmulator('the training service', () => {
  let bundle: ServiceBundle;
  beforeAll(async () => {
    bundle = await bundleService(deployedStack());
    await pushSmallDigits(deployedStack());
  });
  afterEach(async () => {
    // What a failed test left would read the messages of the next one.
    await bundle.killAll();
    await listenToQueue(deployedStack(), true);
  });
  afterAll(() => bundle.close());

  it('runs whole generations to the ledger hash of one machine, two trainings at once', async () => {
    await listenToQueue(deployedStack(), false);
    const service = await bundle.start({ EVOLAMBDA_TRAININGS_PER_TASK: '2' });
    const config = freshSearch();
    const runId = freshName();
    const hash = await hashOf(await startRun(deployedStack(), config, runId));
    expect(hash).toBe((await embeddedRun(config)).ledgerHash);
    for (const { provenance, engine } of await resultsOf(runId)) {
      expect(provenance.host).toMatch(/^fargate \S/);
      expect(provenance.cpu).not.toBe('');
      expect(engine).toMatchObject({ name: 'onnx', backend: 'cpu' });
    }
    expect(trainersOf(service)).toHaveLength(2);
    await leaves(service);
  });

  it('stopped during a training, stores a checkpoint from which functions continue', async () => {
    await listenToQueue(deployedStack(), false);
    const { table, bucket } = storesOf(deployedStack());
    const config = freshLongGeneration();
    const runId = freshName();
    const service = await bundle.start({ EVOLAMBDA_TRAININGS_PER_TASK: '1' });
    const execution = await startRun(deployedStack(), config, runId);
    await underWay(runId, 1);
    await leaves(service);
    const keys = await keysOf(runId);
    // One was under way; none is held by anybody.
    const pieces = await Promise.all(keys.map((key) => readPiece(bucket, key, 1)));
    expect(pieces.filter((piece) => piece !== undefined)).toHaveLength(1);
    const known = (await cachedResults(table, keys)).size;
    expect(await messagesIn()).toEqual({ visible: keys.length - known, hidden: 0 });
    // The functions go on where the service stopped: one queue, two hosts.
    await listenToQueue(deployedStack(), true);
    expect(await hashOf(execution)).toBe((await embeddedRun(config)).ledgerHash);
    const hosts = (await resultsOf(runId)).map(({ provenance }) => provenance.host.split(' ')[0]);
    expect(new Set(hosts)).toEqual(new Set(['fargate', 'lambda']));
  });

  it('loses nothing when one of its processes, or all of them, are killed during a training', async () => {
    await listenToQueue(deployedStack(), false);
    const config = freshLongGeneration();
    const runId = freshName();
    const service = await bundle.start({ EVOLAMBDA_TRAININGS_PER_TASK: '1' });
    const execution = await startRun(deployedStack(), config, runId);
    await underWay(runId);
    const [trainer] = trainersOf(service);
    process.kill(trainer!, 'SIGKILL');
    await vi.waitFor(
      () =>
        expect(service.said).toContainEqual(
          expect.objectContaining({ reason: 'the trainer ended with SIGKILL' }),
        ),
      SOON,
    );
    await vi.waitFor(() => expect(trainersOf(service)).not.toContain(trainer), SOON);
    await underWay(runId);
    const left = trainersOf(service);
    service.kill('SIGKILL');
    expect(await service.ended).toBe('SIGKILL');
    await vi.waitFor(() => expect(left.filter(isAlive)).toEqual([]), SOON);
    const another = await bundle.start({ EVOLAMBDA_TRAININGS_PER_TASK: '2' });
    expect(await hashOf(execution)).toBe((await embeddedRun(config)).ledgerHash);
    await leaves(another);
  });

  it('survives an unreadable message', async () => {
    await listenToQueue(deployedStack(), false);
    const { place, outputs } = deployedStack();
    const service = await bundle.start({ EVOLAMBDA_TRAININGS_PER_TASK: '1' });
    await clientsOf(place).sqs.send(
      new SendMessageCommand({ QueueUrl: outputs.QueueUrl, MessageBody: 'poison' }),
    );
    await vi.waitFor(
      () =>
        expect(service.said).toContainEqual(
          expect.objectContaining({ message: 'an attempt failed' }),
        ),
      SOON,
    );
    const trainers = trainersOf(service);
    const config = freshGeneration();
    const hash = await hashOf(await startRun(deployedStack(), config));
    expect(hash).toBe((await embeddedRun(config)).ledgerHash);
    // Not even its process was.
    expect(trainersOf(service)).toEqual(trainers);
    await leaves(service);
  });
});

async function hashOf(execution: string): Promise<unknown> {
  return outputOf(await waitForExecution(deployedStack(), execution, RUN_MS)).ledgerHash;
}

/** SIGTERM, and an end in good order well within the stop timeout. */
async function leaves(service: ServiceProcess): Promise<void> {
  service.kill('SIGTERM');
  expect(await service.ended).toBe(0);
}

/** Waits until so many of the first stage have arrived, and another is at work. */
async function underWay(runId: string, arrivals = 0): Promise<void> {
  const { table } = storesOf(deployedStack());
  const count = (await vi.waitFor(() => keysOf(runId), SOON)).length;
  await vi.waitFor(
    async () => {
      const records = await readArrivals(table, { runId, epoch: 1, batch: 0, count });
      expect(records.filter(({ arrival }) => arrival).length).toBeGreaterThanOrEqual(arrivals);
      expect(records.some(({ arrival, attemptMs }) => !arrival && attemptMs.size > 0)).toBe(true);
    },
    { ...SOON, interval: 20 },
  );
}

/** Evaluation keys of all that the run has planned. */
async function keysOf(runId: string): Promise<string[]> {
  const events = await dynamoRunStore({ ...storesOf(deployedStack()), runId }).read();
  const keys = events.flatMap((event) =>
    event.type === 'generation-planned'
      ? event.evaluations.map(({ evaluationKey }) => evaluationKey)
      : [],
  );
  expect(keys.length).toBeGreaterThan(0);
  return [...new Set(keys)];
}

async function resultsOf(runId: string): Promise<EvaluationResult[]> {
  const { table } = storesOf(deployedStack());
  return [...(await cachedResults(table, await keysOf(runId))).values()];
}

async function messagesIn(): Promise<{ visible: number; hidden: number }> {
  const { place, outputs } = deployedStack();
  const { Attributes } = await clientsOf(place).sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: outputs.QueueUrl, AttributeNames: ['All'] }),
  );
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages),
    hidden: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
  };
}
