// What Lambda hands over of SQS messages, as far as it is used.
import type { SQSEvent } from 'aws-lambda';
import { z } from 'zod';

export type SqsEvent = SQSEvent;
export type SqsRecord = SQSEvent['Records'][number];

export const sqsEventSchema = z.looseObject({
  Records: z.array(
    z.looseObject({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.looseObject({ ApproximateReceiveCount: z.coerce.number() }),
    }),
  ),
});
