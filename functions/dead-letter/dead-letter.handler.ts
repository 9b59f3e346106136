// DeadLetter: messages that were delivered too often.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { parseInput } from '../../shared/contracts/parse.ts';
import { observe } from '../aws/observe.ts';
import { type SqsEvent, type SqsRecord, sqsEventSchema } from '../aws/sqs-event.ts';
import { buryLetter } from '../protocol/dead-letters.ts';
import { makeTools } from '../protocol/tools.ts';

const { report, clients, watch } = observe('dead-letter');
const tools = makeTools(report, clients);
const processor = new BatchProcessor(EventType.SQS);

export const handler = watch(async (event: SqsEvent) => {
  parseInput(sqsEventSchema, event);
  return processPartialResponse(event, bury, processor, { throwOnFullBatchFailure: false });
});

async function bury({ body }: SqsRecord): Promise<void> {
  await buryLetter(body, tools);
}
