// A worker, whatever hosts it: a message in, one training or a piece of it, what came of it stored. The
// engine is loaded and the usual data set decoded at its start, and both are kept for its life.
import { hostname } from 'node:os';
import { choiceOf } from '../../shared/contracts/engine-choice.ts';
import { decodeMessage } from '../../shared/contracts/evaluation-message.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import { openEngine } from '../../shared/training/engines.ts';
import { engineOf } from '../../shared/training/identity.ts';
import { onnxRuntime } from '../../shared/training/onnx/onnx-session.ts';
import { PIECE_SECONDS } from '../aws/cost-model.ts';
import { cpuClass } from '../aws/cpu-class.ts';
import type { Observed } from '../aws/observe.ts';
import { reasonOf } from '../aws/retryable.ts';
import { keptDatasets, openStored } from '../aws/s3-dataset.ts';
import { s3BlobStore } from '../aws/s3-objects.ts';
import type { Settings } from '../aws/settings.ts';
import { type Attempt, makeTools } from './tools.ts';
import { work } from './work.ts';

/** What most runs are about. */
const USUAL_DATASET = 'mnist';

export interface Worker {
  readonly settings: Settings;
  /** @throws Error when it failed, which is told already: the message is to be delivered again */
  workOn(body: string, attempt: Attempt): Promise<void>;
}

export interface WorkerHost {
  /** Milliseconds of the start that are paid for as the first training's. */
  readonly initMs: () => number;
  /** True once the host is to leave: a training ends at its next segment, with a checkpoint. */
  readonly isLeaving: () => boolean;
}

/** @throws Error where the engine is not the one that the stack's settings name */
export async function openWorker({ report, clients }: Observed, host: WorkerHost): Promise<Worker> {
  const tools = makeTools(report, clients);
  const { settings } = tools;
  const { trainer, notes } = await openEngine(choiceOf(settings.engine));
  if (canonicalJson(engineOf(trainer.identity)) !== canonicalJson(settings.engine)) {
    const [own, named] = [trainer.identity, settings.engine].map((one) => JSON.stringify(one));
    throw new Error(`the engine of this worker is ${own}, but the stack requires ${named}`);
  }
  for (const note of notes) report.warn(note, {});
  const datasets = keptDatasets(async (id) => (await openStored(tools.bucket, id)).dataset);
  // Failures here are met again, and told, by the first message.
  const runtime = settings.engine.name === 'onnx' ? onnxRuntime() : undefined;
  await Promise.all([runtime, datasets.open(USUAL_DATASET)]).catch((error: unknown) =>
    report.info('preparation failed', { reason: reasonOf(error) }),
  );
  let isFirst = true;
  return {
    settings,
    workOn: async (body, attempt) => {
      let fields: Record<string, unknown> = {};
      const whoami = {
        worker: attempt.id,
        host: `${settings.worker} ${hostname()}`,
        cpu: cpuClass(),
        coldStart: isFirst,
      };
      const initMs = isFirst ? host.initMs() : 0;
      isFirst = false;
      report.count('Attempts', 1);
      try {
        const message = decodeMessage(body);
        fields = { ...message.route, evaluationKey: message.request.evaluationKey };
        const outcome = await work(message, attempt, {
          ...tools,
          trainer,
          blobs: s3BlobStore(tools.bucket, 'artefacts'),
          openDataset: datasets.openFor,
          pieceMs: PIECE_SECONDS * 1000,
          isLeaving: host.isLeaving,
          elapsedMs: () => performance.now(),
          initMs,
          whoami,
        });
        report.info(outcome, fields);
      } catch (error) {
        const { receives } = attempt;
        report.warn('an attempt failed', { ...fields, reason: reasonOf(error), receives });
        throw error;
      }
    },
  };
}
