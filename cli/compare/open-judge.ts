// What all runs of a comparison share: data, engine, threads. A judge makes one run after the other.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskData } from '../../shared/contracts/evaluation.ts';
import type { RunConfig } from '../../shared/contracts/run-config.ts';
import { engineOf } from '../../shared/training/identity.ts';
import { openPool } from '../embedded/open-pool.ts';
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
  const blobFolder = join(directory, 'blobs');
  const { evaluate, ...threads } = openPool({
    ...{ workers, engine, blobFolder, hangMs },
    data: opened.dataset,
  });
  const data = taskDataOf(opened);
  const tools = { ...threads, evaluate, data, engine: engineOf(trainer.identity) };
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
    close: () => threads.pool.stop(),
  };
}
