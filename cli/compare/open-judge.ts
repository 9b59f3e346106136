// What all runs of a comparison share: data, engine, threads. A judge makes one run after the other.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvaluationRequest, TaskData } from '../../shared/contracts/evaluation.ts';
import type { RunConfig } from '../../shared/contracts/run-config.ts';
import { engineOf } from '../../shared/training/identity.ts';
import { memoryQueue } from '../embedded/memory-queue.ts';
import { systemClock } from '../embedded/system-clock.ts';
import { trainingPool } from '../embedded/training-pool.ts';
import { chosenEngine, openHere } from '../engine.ts';
import type { FlagValues } from '../flags.ts';
import { hangMsOf, workersOf } from '../run-flags.ts';
import { openTask, taskDataOf } from '../task.ts';
import type { Terminal } from '../terminal.ts';
import type { Comparison, Judged } from './comparison.ts';
import { judgedRun } from './judged-run.ts';

export interface Judge {
  readonly data: TaskData;
  /** @param place folder of the run @param name of it, for whoever waits */
  run(config: RunConfig, place: string, name: string): Promise<Judged>;
  close(): Promise<void>;
}

const MAX_ATTEMPTS = 3;

/** @throws InvalidInput as the flags' own checks do */
export async function openJudge(
  { directory, config: { dataset, budget } }: Comparison,
  values: FlagValues,
  terminal: Terminal,
): Promise<Judge> {
  const workers = workersOf(values);
  const hangMs = hangMsOf(values);
  const opened = await openTask(dataset, values, false, terminal);
  const engine = await chosenEngine(values, true);
  const trainer = await openHere(engine, terminal);
  const clock = systemClock;
  const queue = memoryQueue(clock, MAX_ATTEMPTS);
  const blobFolder = join(directory, 'blobs');
  const script = new URL('./training-worker.mjs', import.meta.url);
  const threads = { queue, clock, workers, engine, blobFolder, script, hangMs };
  const pool = trainingPool({ ...threads, data: opened.dataset });
  const evaluate = async (request: EvaluationRequest) => {
    const reply = pool.replyTo(request.evaluationKey);
    await queue.send([request]);
    return reply;
  };
  const data = taskDataOf(opened);
  const tools = { queue, pool, clock, evaluate, data, engine: engineOf(trainer.identity) };
  return {
    data,
    run: async (config, place, name) => {
      try {
        return await judgedRun(config, budget, place, {
          ...tools,
          deadline: new AbortController().signal,
          onBatch: ({ batches }) => terminal.status(`${name}: ${batches.length} batches`),
        });
      } finally {
        // Nobody ships the networks of a comparison.
        await rm(blobFolder, { recursive: true, force: true });
      }
    },
    close: () => pool.stop(),
  };
}
