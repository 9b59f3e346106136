// Plan: sends the next batch; its last arrival sends the token.
import * as z from 'zod';
import { parseInput } from '../../shared/contracts/parse.ts';
import { observe } from '../aws/observe.ts';
import { planStage } from '../protocol/plan-stage.ts';
import { makeTools } from '../protocol/tools.ts';

const eventSchema = z.object({
  runId: z.string(),
  epoch: z.int(),
  child: z.int(),
  closed: z.int(),
  resend: z.boolean(),
  token: z.string().min(1),
});

const { report, clients, watch } = observe('plan');
const tools = makeTools(report, clients);

export const handler = watch((event: unknown) => planStage(parseInput(eventSchema, event), tools));
