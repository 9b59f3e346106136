// Close: what arrived of a batch becomes its recorded facts, and the run's page is written.
import * as z from 'zod';
import { parseInput } from '../../shared/contracts/parse.ts';
import { observe } from '../aws/observe.ts';
import { pageTemplate } from '../aws/page-template.ts';
import { closeStage } from '../protocol/close-stage.ts';
import { makeTools } from '../protocol/tools.ts';

const eventSchema = z.object({
  runId: z.string(),
  epoch: z.int(),
  child: z.int(),
  closed: z.int(),
  batch: z.int(),
  forced: z.boolean(),
});

const { report, clients, watch } = observe('close');
const tools = { ...makeTools(report, clients), pageTemplate };

export const handler = watch((event: unknown) => closeStage(parseInput(eventSchema, event), tools));
