// What a run on an emulator took, stage by stage: from the histories of its executions and the
// provenance of its results.

import { GetExecutionHistoryCommand, type HistoryEvent } from '@aws-sdk/client-sfn';
import { dynamoRunStore } from '../../functions/aws/dynamo-run-store.ts';
import { cachedResults } from '../../functions/aws/result-cache.ts';
import { append } from '../../shared/kernel/long-lists.ts';
import { clientsOf } from '../../test/emulator/clients.ts';
import type { DeployedStack } from '../../test/emulator/deployed-stack.ts';
import { childrenOf, describeExecution } from '../../test/emulator/executions.ts';
import { storesOf } from '../../test/emulator/small-digits.ts';

export interface ObservedWork {
  readonly flops: number;
  /** Of the training and what the worker does around it; seconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt: number;
}

export interface ObservedStage {
  /** Plan's state was entered; Close's was entered and left. */
  readonly plannedAt: number;
  readonly closingAt: number;
  readonly closedAt: number;
  /** What this stage trained, in the order in which it began. */
  readonly work: readonly ObservedWork[];
}

export interface ObservedRun {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly stages: readonly ObservedStage[];
}

export async function observeRun(stack: DeployedStack, executionArn: string): Promise<ObservedRun> {
  const { name: runId = '', startDate, stopDate } = await describeExecution(stack, executionArn);
  const { table, bucket } = storesOf(stack);
  const events = await dynamoRunStore({ table, bucket, runId }).read();
  const batches = events.filter((event) => event.type === 'generation-planned');
  const moments = await stageMoments(stack, runId);
  const stages = await Promise.all(
    batches.map(async ({ evaluations }, index): Promise<ObservedStage> => {
      const trained = evaluations.filter(({ dispatch }) => dispatch === 'train');
      const keys = trained.map(({ evaluationKey }) => evaluationKey);
      const results = [...(await cachedResults(table, keys)).values()];
      const work = results
        .map(({ trainFlops = 0, provenance }) => ({
          flops: trainFlops,
          startedAt: Date.parse(provenance.startedAt) / 1000,
          finishedAt: Date.parse(provenance.finishedAt) / 1000,
        }))
        .sort((a, b) => a.startedAt - b.startedAt);
      return { ...moments[index]!, work };
    }),
  );
  return { startedAt: Number(startDate) / 1000, endedAt: Number(stopDate) / 1000, stages };
}

type Moments = Pick<ObservedStage, 'plannedAt' | 'closingAt' | 'closedAt'>;

async function stageMoments(stack: DeployedStack, runId: string): Promise<Moments[]> {
  const moments: Moments[] = [];
  for (const { executionArn } of await childrenOf(stack, runId)) {
    let plannedAt = 0;
    let closingAt = 0;
    for (const event of await historyOf(stack, executionArn!)) {
      const at = Number(event.timestamp) / 1000;
      const entered = event.stateEnteredEventDetails?.name;
      if (entered === 'Plan') plannedAt = at;
      if (entered === 'Close') closingAt = at;
      if (event.stateExitedEventDetails?.name !== 'Close') continue;
      moments.push({ plannedAt, closingAt, closedAt: at });
    }
  }
  return moments;
}

async function historyOf(stack: DeployedStack, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await clientsOf(stack.place).sfn.send(
      new GetExecutionHistoryCommand({
        executionArn,
        maxResults: 1000,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    append(events, page.events ?? []);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}
