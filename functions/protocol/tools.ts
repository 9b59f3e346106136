// What every step of the protocol works with: the stack's names, its services and the time.
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { EvaluationMessage } from '../../shared/contracts/evaluation-message.ts';
import type { EvaluationQueue } from '../../shared/ports/evaluation-queue.ts';
import { type Clients, makeClients } from '../aws/clients.ts';
import type { Bucket } from '../aws/s3-objects.ts';
import { readSettings, type Settings } from '../aws/settings.ts';
import { sqsEvaluationQueue } from '../aws/sqs-evaluation-queue.ts';
import type { Table } from '../aws/table.ts';
import { encodeMessage } from './message.ts';

export interface Tools {
  readonly settings: Settings;
  readonly table: Table;
  readonly bucket: Bucket;
  readonly queue: Pick<EvaluationQueue<EvaluationMessage>, 'send'>;
  readonly sfn: SFNClient;
  /** The time of day in ISO 8601, UTC. */
  readonly now: () => string;
  /** Tells what happened, for logs and metrics. */
  readonly report: Report;
}

export interface Report {
  readonly info: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  /** A metric of the stack. */
  readonly count: (name: Metric, value: number) => void;
}

export type Metric =
  | 'Attempts'
  | 'Queued'
  | 'Evaluations'
  | 'FailedEvaluations'
  | 'TrainMs'
  | 'SilentRounds'
  | 'SpentUsd'
  | 'PoisonMessages';

/** @throws InvalidInput naming each environment variable that is missing */
export function makeTools(report: Report, clients: Clients = makeClients()): Tools {
  const settings = readSettings(process.env);
  return {
    settings,
    table: { name: settings.table, client: clients.dynamo },
    bucket: { name: settings.bucket, client: clients.s3 },
    queue: sqsEvaluationQueue<EvaluationMessage>({
      client: clients.sqs,
      queueUrl: settings.queueUrl,
      maxReceives: settings.maxReceives,
      groupOf: ({ route }) => route.runId,
      encode: encodeMessage,
    }),
    sfn: clients.sfn,
    now: () => new Date().toISOString(),
    report,
  };
}
