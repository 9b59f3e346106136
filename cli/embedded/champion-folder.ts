// champion/ of a run's directory: the genome and the weights under names that a person finds.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { championOf } from '../../shared/search/campaign.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { unusable } from './system-error.ts';

/**
 * Writes champion/ where the run has a champion. A resume writes it again, whole.
 * @throws Retryable when the disk is full or fails
 */
export async function keepChampion(state: RunState, directory: string): Promise<void> {
  const champion = state.finished?.champion;
  if (!champion) return;
  const folder = join(directory, 'champion');
  const weights = state.results.get(champion.evaluationKey)?.weights;
  try {
    await mkdir(folder, { recursive: true });
    const genome = JSON.stringify(championOf(state.campaign)?.genome, null, 2);
    await writeFile(join(folder, 'genome.json'), `${genome}\n`);
    if (weights === undefined) return;
    await copyFile(join(directory, 'blobs', weights), join(folder, 'weights.checkpoint'));
  } catch (error) {
    throw unusable('champion', folder, error);
  }
}
