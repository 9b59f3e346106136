// What every step of the protocol works with: the stack's names, its services and the time; and what a
// worker has beside.
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { EvaluationResult } from '../../shared/contracts/evaluation.ts';
import type { EvaluationMessage, Route } from '../../shared/contracts/evaluation-message.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';
import type { EvaluationQueue } from '../../shared/ports/evaluation-queue.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { type Clients, makeClients } from '../aws/clients.ts';
import type { Bucket } from '../aws/s3-objects.ts';
import { readSettings, type Settings } from '../aws/settings.ts';
import { sqsEvaluationQueue } from '../aws/sqs-evaluation-queue.ts';
import type { Table } from '../aws/table.ts';

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

/** What a worker has beside what every step has. */
export interface WorkTools extends Tools {
  readonly trainer: Trainer;
  readonly blobs: BlobStore;
  /** The data set of an id as it is now; where that has another hash than this, none is cached. */
  readonly openDataset: (data: Route['data']) => Promise<Dataset>;
  /** Milliseconds after which a piece ends itself. */
  readonly pieceMs: number;
  /** True once the host is to leave: the piece ends then as well. */
  readonly isLeaving: () => boolean;
  /** Milliseconds from any fixed moment. */
  readonly elapsedMs: () => number;
  /** What the container's start took, which is paid for, where this is its first work; else 0. */
  readonly initMs: number;
  /** Where and by whom: for the result's provenance. */
  readonly whoami: Omit<EvaluationResult['provenance'], 'startedAt' | 'finishedAt' | 'attempt'>;
}

/** One delivery of a message. */
export interface Attempt {
  /** Names the invocation or the service's delivery, as logs do. */
  readonly id: string;
  /** Deliveries so far, this one included. */
  readonly receives: number;
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
    }),
    sfn: clients.sfn,
    now: () => new Date().toISOString(),
    report,
  };
}
