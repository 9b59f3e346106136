// DeadLetter: messages that were delivered too often.
import { observe } from '../aws/observe.ts';
import { eachMessage, type SqsEvent } from '../aws/sqs-event.ts';
import { buryLetter } from '../protocol/dead-letters.ts';
import { makeTools } from '../protocol/tools.ts';

const { report, clients, watch } = observe('dead-letter');
const tools = makeTools(report, clients);

export const handler = watch((event: SqsEvent) =>
  eachMessage(event, async ({ body }) => {
    await buryLetter(body, tools);
  }),
);
