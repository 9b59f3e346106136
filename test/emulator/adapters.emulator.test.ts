// The ports' promises, kept by DynamoDB, S3 and SQS on the emulator.
import { setTimeout as pause } from 'node:timers/promises';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { dynamoRunStore } from '../../functions/aws/dynamo-run-store.ts';
import { s3BlobStore } from '../../functions/aws/s3-objects.ts';
import { sqsEvaluationQueue } from '../../functions/aws/sqs-evaluation-queue.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { blobStoreConformance } from '../conformance/blob-store.conformance.ts';
import { evaluationQueueConformance } from '../conformance/evaluation-queue.conformance.ts';
import { type RunMedium, runStoreConformance } from '../conformance/run-store.conformance.ts';
import { freshRun } from '../steps/fake-run.ts';
import { clientsOf } from './clients.ts';
import { freshName } from './in-process.ts';
import { observedClients } from './observed-clients.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import { storesOf } from './small-digits.ts';

/** SQS counts visibility in whole seconds, and the emulator's clock is the real one. */
const LEASE_MS = 2000;

describeOnEmulator('on AWS', () => {
  runStoreConformance('DynamoDB and S3', () => tableMedium(freshName()));

  it('two writers of one ledger lose none of their events', async () => {
    const runId = freshName();
    const stores = [1, 2].map(() => dynamoRunStore({ ...storesOf(deployedStack()), runId }));
    const [first] = (
      await freshRun({ strategy: { name: 'random', population: 2, generations: 1 } })
    ).events;
    const ids = Array.from({ length: 12 }, (_, n) => `event-${n}`);
    await Promise.all(
      ids.map((id, n) =>
        stores[n % 2]!.append([
          { ...first!, id },
          { ...first!, id: 'both' },
        ]),
      ),
    );
    const found = (await stores[0]!.read()).map(({ id }) => id);
    expect(found.sort()).toEqual([...ids, 'both'].sort());
  });

  blobStoreConformance(
    'S3',
    () => {
      const { bucket } = storesOf(deployedStack());
      return s3BlobStore(bucket, 'artefacts');
    },
    // A put that does not end leaves nothing.
    async () => undefined,
  );

  evaluationQueueConformance(
    'SQS',
    async (maxReceives) => {
      const { sqs } = clientsOf(deployedStack().place);
      const name = freshName();
      const create = async (QueueName: string, Attributes = {}) =>
        (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl!;
      const deadLetterUrl = await create(`${name}-dead`);
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: deadLetterUrl, AttributeNames: ['QueueArn'] }),
      );
      const deadLetterTargetArn = Attributes?.QueueArn;
      const queueUrl = await create(name, {
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives }),
      });
      const queue = sqsEvaluationQueue<EvaluationRequest>({
        client: sqs,
        queueUrl,
        deadLetterUrl,
        maxReceives,
        groupOf: () => 'run',
      });
      return { queue, pass: (ms) => pause(ms) };
    },
    LEASE_MS,
  );
});

/** One run in the table; a crash is a process that dies after so many calls. */
function tableMedium(runId: string): RunMedium {
  const open = async () => dynamoRunStore({ ...storesOf(deployedStack()), runId });
  return {
    open,
    crashed: async (events: readonly LedgerEvent[]) => {
      const known = await (await open()).read();
      const crashes = [1, 2, 5, 10, 17];
      return Promise.all(
        crashes.map(async (count) => {
          const copy = freshName();
          const after = tableMedium(copy);
          await (await after.open()).append(known);
          const { clients, calls } = observedClients(deployedStack().place);
          const { outputs } = deployedStack();
          const dying = dynamoRunStore({
            table: { name: outputs.TableName, client: clients.dynamo },
            bucket: { name: outputs.BucketName, client: clients.s3 },
            runId: copy,
          });
          calls.crashAfter(count);
          await dying.append(events).catch(() => undefined);
          return after;
        }),
      );
    },
  };
}
