// Report: the run's result, which is the output of its execution, and its page.
import * as z from 'zod';
import { parseInput } from '../../shared/contracts/parse.ts';
import { observe } from '../aws/observe.ts';
import { pageTemplate } from '../aws/page-template.ts';
import { reportRun } from '../protocol/report.ts';
import { makeTools } from '../protocol/tools.ts';

const eventSchema = z.object({ runId: z.string(), epoch: z.int(), scoreMs: z.number() });

const { report, clients, watch } = observe('report');
const tools = { ...makeTools(report, clients), pageTemplate };

export const handler = watch((event: unknown) => reportRun(parseInput(eventSchema, event), tools));
