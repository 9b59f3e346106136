// How long a message that an event source delivered stays hidden from other workers.
import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** @param seconds from now on; 0 delivers it again at once */
export async function hideFor(
  client: SQSClient,
  queueUrl: string,
  receipt: string,
  seconds: number,
): Promise<void> {
  await client.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: receipt,
      VisibilityTimeout: seconds,
    }),
  );
}
