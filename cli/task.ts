// What a run is about on this machine: its data set as flags name it.
import type { TaskData } from '../shared/contracts/evaluation.ts';
import type { DataWarning } from '../shared/data/data-warning.ts';
import { GENERATED_WARNING } from '../shared/report/warnings.ts';
import { dataStatus } from './data/data-status.ts';
import { type OfflineDigits, type OpenedDataset, openDataset } from './data/open-dataset.ts';
import { type ResolvedManifest, resolveManifest } from './data/resolve-manifest.ts';
import type { FlagValues } from './flags.ts';
import type { Terminal } from './terminal.ts';

/**
 * Before anything is opened or written.
 * @param known of a configuration without fault; else the flag, else the default is looked at
 * @throws InvalidInput when it names no data set, or a manifest with faults
 */
export async function checkDataset(known: string | undefined, values: FlagValues): Promise<void> {
  await resolveManifest(known ?? String(values.dataset ?? 'mnist'));
}

/**
 * Opens the data set and prints where it comes from, and what a person should know of it: each warning
 * once, those of the test split when it is opened.
 */
export async function openTask(
  dataset: string | ResolvedManifest,
  values: FlagValues,
  offlineDigits: OfflineDigits,
  terminal: Terminal,
): Promise<OpenedDataset> {
  const dataDir = values['data-dir'];
  const opened = await openDataset({
    dataset,
    ...(typeof dataDir === 'string' ? { dataDir } : {}),
    offlineDigits,
    ...dataStatus(terminal),
  });
  terminal.say(`Data set: ${opened.sourceDescription}`);
  if (opened.generated) terminal.say(GENERATED_WARNING);
  const printed = new Set<string>();
  const print = ({ message }: DataWarning) => {
    if (!printed.has(message)) terminal.say(`Note on the data: ${message}`);
    printed.add(message);
  };
  opened.warnings.forEach(print);
  const sealedTest: typeof opened.sealedTest = {
    open: async (permit) => {
      const found = await opened.sealedTest.open(permit);
      found.warnings.forEach(print);
      return found;
    },
  };
  return { ...opened, sealedTest };
}

export function taskDataOf({ dataset, generated }: OpenedDataset): TaskData {
  const { id, hash, splitId, shape, classes, train } = dataset;
  return { id, hash, splitId, shape, classes, trainCount: train.count, generated };
}
