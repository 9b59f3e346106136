// What a run is about on this machine: its data set as flags name it.
import type { TaskData } from '../shared/contracts/evaluation.ts';
import { GENERATED_WARNING } from '../shared/report/scores.ts';
import { downloadInWords } from './data/download-file.ts';
import { type OpenedDataset, openDataset } from './data/open-dataset.ts';
import type { FlagValues } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** Opens the data set and says where it comes from, and what is to be known of it. */
export async function openTask(
  dataset: string,
  values: FlagValues,
  mayGenerate: boolean,
  terminal: Terminal,
): Promise<OpenedDataset> {
  const dataDir = values['data-dir'];
  const opened = await openDataset({
    dataset,
    ...(typeof dataDir === 'string' ? { dataDir } : {}),
    offlineDigits: mayGenerate ? 'if-unavailable' : 'never',
    onProgress: (progress) => terminal.status(downloadInWords(progress)),
  });
  terminal.say(opened.sourceDescription);
  if (opened.generated) terminal.say(GENERATED_WARNING);
  for (const warning of opened.warnings) terminal.say(`Note on the data: ${warning.message}`);
  return opened;
}

export function taskDataOf({ dataset, generated }: OpenedDataset): TaskData {
  const { id, hash, splitId, pixels, classes, train } = dataset;
  return { id, hash, splitId, pixels, classes, trainCount: train.count, generated };
}
