// What Lambda hands over of SQS messages, as far as it is used, and how a handler answers.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html shows the whole of it.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import * as z from 'zod';
import { parseInput } from '../../shared/contracts/parse.ts';

const sqsRecordSchema = z.looseObject({
  messageId: z.string(),
  receiptHandle: z.string(),
  body: z.string(),
  /** Numbers arrive as text. */
  attributes: z.looseObject({ ApproximateReceiveCount: z.string().regex(/^\d+$/) }),
});

const sqsEventSchema = z.looseObject({ Records: z.array(sqsRecordSchema) });

export type SqsEvent = z.output<typeof sqsEventSchema>;
export type SqsRecord = z.output<typeof sqsRecordSchema>;

const processor = new BatchProcessor(EventType.SQS);

/** Works off an event's messages. @returns those whose work threw, which SQS delivers again */
export async function eachMessage(event: SqsEvent, work: (record: SqsRecord) => Promise<void>) {
  parseInput(sqsEventSchema, event);
  return processPartialResponse(event, work, processor, { throwOnFullBatchFailure: false });
}
