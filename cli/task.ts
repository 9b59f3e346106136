// What a run is about on this machine: its data set as flags name it.
import type { TaskData } from '../shared/contracts/evaluation.ts';
import { GENERATED_DIGITS_ID } from '../shared/data/generated-digits/generated-digits.ts';
import { GENERATED_WARNING } from '../shared/report/warnings.ts';
import { downloadInWords } from './data/download-file.ts';
import { type OpenedDataset, openDataset } from './data/open-dataset.ts';
import { resolveManifest } from './data/resolve-manifest.ts';
import type { FlagValues } from './flags.ts';
import type { Terminal } from './terminal.ts';

/**
 * Before anything is opened or written.
 * @param known of a configuration without fault; else the flag, else the default is looked at
 * @throws InvalidInput when it names no data set, or a manifest with faults
 */
export async function checkDataset(known: string | undefined, values: FlagValues): Promise<void> {
  const dataset = known ?? String(values.dataset ?? 'mnist');
  if (dataset !== GENERATED_DIGITS_ID) await resolveManifest(dataset);
}

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
