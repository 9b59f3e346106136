// What all runs of a comparison share: data, engine, threads. A judge makes one run after the other.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineChoice } from '../../shared/contracts/engine-choice.ts';
import type { TaskData } from '../../shared/contracts/evaluation.ts';
import type { RunPaths } from '../../shared/contracts/ledger-events.ts';
import type { RunConfig } from '../../shared/contracts/run-config.ts';
import { counted } from '../../shared/kernel/counted.ts';
import { engineOf } from '../../shared/training/identity.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import type { OpenedDataset } from '../data/open-dataset.ts';
import { openPool } from '../embedded/open-pool.ts';
import { taskDataOf } from '../task.ts';
import type { Terminal } from '../terminal.ts';
import type { Comparison, Judged } from './comparison.ts';
import { judgedRun } from './judged-run.ts';

export interface Judge {
  readonly data: TaskData;
  /** @param place folder of the run @param name of it, for whoever waits */
  run(config: RunConfig, place: string, name: string): Promise<Judged>;
  close(): Promise<void>;
}

export interface JudgeTools {
  readonly workers: number;
  /** Milliseconds after which a training counts as hanging. */
  readonly hangMs: number;
  readonly engine: EngineChoice;
  readonly opened: OpenedDataset;
  readonly trainer: Trainer;
  /** For the runs' first events. */
  readonly paths?: RunPaths | undefined;
}

export function openJudge(
  { directory, config: { budget } }: Comparison,
  { workers, hangMs, engine, opened, trainer, paths }: JudgeTools,
  terminal: Terminal,
): Judge {
  const blobFolder = join(directory, 'blobs');
  const { evaluate, ...threads } = openPool({
    ...{ workers, engine, blobFolder, hangMs },
    data: opened.dataset,
  });
  const data = taskDataOf(opened);
  const tools = { ...threads, evaluate, data, paths, engine: engineOf(trainer.identity) };
  return {
    data,
    run: async (config, place, name) => {
      try {
        return await judgedRun(config, budget, place, {
          ...tools,
          deadline: new AbortController().signal,
          onBatch: ({ batches }) =>
            terminal.status(`${name}: ${counted(batches.length, 'generation')}`),
        });
      } finally {
        // Nobody ships the networks of a comparison.
        await rm(blobFolder, { recursive: true, force: true });
      }
    },
    close: () => threads.pool.stop(),
  };
}
