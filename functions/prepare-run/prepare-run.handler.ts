// PrepareRun: an execution's input becomes a run, or faults in words.
import { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { parseInput } from '../../shared/contracts/parse.ts';
import { concurrencyQuota } from '../aws/account-quota.ts';
import { observe } from '../aws/observe.ts';
import { prepare } from '../protocol/prepare.ts';
import { makeTools } from '../protocol/tools.ts';

const eventSchema = z.object({
  /** As the person wrote it. */
  input: z.unknown(),
  execution: z.object({ name: z.string(), arn: z.string() }),
});

const { report, clients, watch } = observe('prepare-run');
const lambda = new LambdaClient({});
const tools = {
  ...makeTools(report, clients),
  concurrencyQuota: () => concurrencyQuota(lambda),
};

export const handler = watch(async (event: unknown) => {
  const { input, execution } = parseInput(eventSchema, event);
  return prepare(input, execution, tools);
});
