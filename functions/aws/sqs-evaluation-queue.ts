// The queue on SQS: a lease is a message's visibility timeout, a dead letter what the redrive policy
// moved to the second queue, or what was given back on its last delivery.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { Retryable } from '../../shared/kernel/errors.ts';
import type { Delivery, EvaluationQueue } from '../../shared/ports/evaluation-queue.ts';
import { retryable } from './retryable.ts';

/** SQS's limit of one call. */
const BATCH = 10;
/**
 * A quarter of what SQS allows. A poll cannot be taken back: given up by us, it may still take a message,
 * which would be hidden for its whole lease. So whoever stops waits for the poll under way.
 */
const LONG_POLL_SECONDS = 5;
const PARALLEL_SENDS = 8;
const SEND_TRIES = 5;
/** For each delivery so far: infra trouble passes. */
const BACKOFF_SECONDS = 5;
const REASON = 'reason';
const EXPIRED = 'its visibility timeout expired in every delivery';

export interface SqsQueueOptions<Request> {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** Where the redrive policy moves what was received too often; only a receiver needs it. */
  readonly deadLetterUrl?: string;
  /** The redrive policy's maxReceiveCount. */
  readonly maxReceives: number;
  /** Requests of one group do not keep other groups waiting. @see SQS fair queues */
  readonly groupOf: (request: Request) => string;
  readonly encode?: (request: Request) => string;
  readonly decode?: (body: string) => Request;
}

export function sqsEvaluationQueue<Request>(
  options: SqsQueueOptions<Request>,
): EvaluationQueue<Request> {
  const { client, queueUrl, deadLetterUrl, maxReceives } = options;
  const { encode = JSON.stringify, decode = (body) => JSON.parse(body) as Request } = options;
  /** Deliveries whose lease has not run out; a receipt of SQS may outlive its lease. */
  const leases = new Map<
    string,
    { readonly delivery: Delivery<Request>; readonly endMs: number }
  >();

  const currentLease = (receipt: string): Delivery<Request> | undefined => {
    const lease = leases.get(receipt);
    return lease && lease.endMs > performance.now() ? lease.delivery : undefined;
  };

  const hide = (receipt: string, ms: number): Promise<void> =>
    hideFor(client, queueUrl, receipt, Math.ceil(ms / 1000));

  const remove = (url: string, receipt: string) =>
    client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receipt }));

  const sendBatch = async (requests: readonly Request[]): Promise<void> => {
    let rest = requests.map((request, index) => ({
      Id: String(index),
      MessageBody: encode(request),
      MessageGroupId: options.groupOf(request),
    }));
    let refusal: string | undefined;
    for (let tries = 0; rest.length > 0; tries += 1) {
      if (tries === SEND_TRIES) {
        throw new Retryable(`SQS rejected ${rest.length} messages`, {
          cause: refusal ?? 'no reason given',
        });
      }
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: rest }),
      );
      refusal = Failed[0]?.Message ?? Failed[0]?.Code;
      const failed = new Set(Failed.map(({ Id }) => Id));
      rest = rest.filter(({ Id }) => failed.has(Id));
    }
  };

  const receiveOnce = async (
    url: string,
    max: number,
    waitSeconds: number,
    leaseSeconds: number,
  ): Promise<Message[]> => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(BATCH, max),
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: leaseSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        MessageAttributeNames: [REASON],
      }),
    );
    return Messages;
  };

  return {
    send: async (requests) => {
      const batches = Array.from({ length: Math.ceil(requests.length / BATCH) }, (_, n) =>
        requests.slice(n * BATCH, (n + 1) * BATCH),
      );
      const sending = pMap(batches, sendBatch, { concurrency: PARALLEL_SENDS });
      await retryable('cannot send to the queue', sending);
    },

    receive: async ({ max, leaseMs, signal }) => {
      while (!signal.aborted) {
        const leaseSeconds = Math.ceil(leaseMs / 1000);
        const messages = await retryable(
          'cannot receive from the queue',
          receiveOnce(queueUrl, max, LONG_POLL_SECONDS, leaseSeconds),
        );
        if (signal.aborted) {
          for (const { ReceiptHandle = '' } of messages) await hide(ReceiptHandle, 0);
          return [];
        }
        const endMs = performance.now() + leaseSeconds * 1000;
        const deliveries = messages.map((message): Delivery<Request> => {
          const receipt = message.ReceiptHandle ?? '';
          const attempt = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
          return { request: decode(message.Body ?? ''), receipt, attempt };
        });
        for (const delivery of deliveries) leases.set(delivery.receipt, { delivery, endMs });
        if (deliveries.length > 0) return deliveries;
      }
      return [];
    },

    done: async (receipt) => {
      leases.delete(receipt);
      await remove(queueUrl, receipt).catch((error: unknown) => {
        if (!isUnknownReceipt(error)) throw error;
      });
    },

    extend: async (receipt, leaseMs) => {
      const delivery = currentLease(receipt);
      if (delivery === undefined) return;
      await hide(receipt, leaseMs);
      leases.set(receipt, { delivery, endMs: performance.now() + leaseMs });
    },

    giveBack: async (receipt, reason, afterMs = 0) => {
      const delivery = currentLease(receipt);
      leases.delete(receipt);
      if (delivery === undefined) return;
      if (delivery.attempt < maxReceives || deadLetterUrl === undefined) {
        await hide(receipt, afterMs);
        return;
      }
      // The redrive policy would move it too, but says nothing of the reason.
      await client.send(
        new SendMessageCommand({
          QueueUrl: deadLetterUrl,
          MessageBody: encode(delivery.request),
          MessageAttributes: { [REASON]: { DataType: 'String', StringValue: reason } },
        }),
      );
      await remove(queueUrl, receipt);
    },

    takeDeadLetters: async () => {
      if (deadLetterUrl === undefined) return [];
      const letters = [];
      for (;;) {
        const messages = await receiveOnce(deadLetterUrl, BATCH, 1, 30);
        if (messages.length === 0) return letters;
        for (const { Body = '', ReceiptHandle = '', MessageAttributes } of messages) {
          const reason = MessageAttributes?.[REASON]?.StringValue ?? EXPIRED;
          letters.push({ request: decode(Body), reason });
          await remove(deadLetterUrl, ReceiptHandle);
        }
      }
    },
  };
}

/**
 * Keeps a delivered message from other workers.
 * @param seconds from now on; 0 delivers it again at once
 */
export async function hideFor(
  client: SQSClient,
  queueUrl: string,
  receipt: string,
  seconds: number,
): Promise<void> {
  const hidden = { QueueUrl: queueUrl, ReceiptHandle: receipt, VisibilityTimeout: seconds };
  await client.send(new ChangeMessageVisibilityCommand(hidden));
}

/** A message that failed comes again after so many seconds. */
export function backoffSeconds(receives: number): number {
  return BACKOFF_SECONDS * receives;
}

function isUnknownReceipt(error: unknown): boolean {
  return (
    error instanceof Error &&
    ['ReceiptHandleIsInvalid', 'InvalidParameterValue', 'MessageNotInflight'].includes(error.name)
  );
}
