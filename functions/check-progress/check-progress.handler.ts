// CheckProgress: a round of waiting has timed out.
import * as z from 'zod';
import { parseInput } from '../../shared/contracts/parse.ts';
import { observe } from '../aws/observe.ts';
import { checkProgress } from '../protocol/check-progress.ts';
import { makeTools } from '../protocol/tools.ts';

const eventSchema = z.object({
  runId: z.string(),
  epoch: z.int(),
  child: z.int(),
  closed: z.int(),
});

const { report, clients, watch } = observe('check-progress');
const tools = makeTools(report, clients);

export const handler = watch((event: unknown) =>
  checkProgress(parseInput(eventSchema, event), tools),
);
