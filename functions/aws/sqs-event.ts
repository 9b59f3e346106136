// What Lambda hands over of SQS messages, as far as it is used.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html shows the whole of it.
import * as z from 'zod';

const sqsRecordSchema = z.looseObject({
  messageId: z.string(),
  receiptHandle: z.string(),
  body: z.string(),
  /** Numbers arrive as text. */
  attributes: z.looseObject({ ApproximateReceiveCount: z.string().regex(/^\d+$/) }),
});

export const sqsEventSchema = z.looseObject({ Records: z.array(sqsRecordSchema) });

export type SqsEvent = z.output<typeof sqsEventSchema>;
export type SqsRecord = z.output<typeof sqsRecordSchema>;
