// champion/ of a run's directory: the genome and the weights under names that a person finds.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { championOf } from '../../shared/search/campaign.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { summary } from '../summary.ts';
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
    await writeFile(join(folder, 'model-card.md'), modelCard(state, directory));
    if (weights === undefined) return;
    await copyFile(join(directory, 'blobs', weights), join(folder, 'weights.checkpoint'));
  } catch (error) {
    throw unusable('champion', folder, error);
  }
}

/** What whoever finds the folder must know: data, search, scores, how the champion was chosen. */
function modelCard(state: RunState, directory: string): string {
  const { runId, data, config, engine } = state.started;
  const lines = [
    `Run ${runId}, engine ${engine.name} ${engine.version} ${engine.backend}`,
    `Trained on ${data.trainCount} images of ${data.pixels} pixels, ${data.classes} classes`,
    `Search: ${JSON.stringify(config.strategy)}, ${config.budget.examples} examples a training`,
    'Chosen on the validation split after full retraining; the test split was not used for it',
    ...summary(state, directory).filter((line) => line !== ''),
    'Weights: weights.checkpoint, read by `predict` of the engine; docs/checkpoint-format.md',
  ];
  return ['# Champion', '', ...lines.map((line) => `- ${line}`), ''].join('\n');
}
