// How the final phase chooses the champion, for the model card and the page. Imports nothing of Node.
import type { FinishSettings } from '../contracts/run-config.ts';
import { counted } from '../kernel/counted.ts';

/** @param hasBuiltInEngine whether a built-in engine trained: a trainer module has no known schedule */
export function howChosen(finish: FinishSettings, hasBuiltInEngine: boolean): string[] {
  const { rerank, rerankReplicates, rerankEpochs, retrain, retrainReplicates, epochs, seeds } =
    finish;
  const schedule = hasBuiltInEngine ? ' with a learning rate that falls to 0' : '';
  const budget =
    rerankEpochs === null
      ? 'at the budget of the search'
      : `for ${counted(rerankEpochs, 'epoch')}${schedule}`;
  const retrained = `retrained with ${counted(retrainReplicates, 'seed')}`;
  const length = `for ${counted(epochs, 'epoch')}${schedule}`;
  return [
    `The ${rerank} best genomes of the search are trained with ${counted(rerankReplicates, 'new seed')} each, ${budget}, and ranked by these scores alone.`,
    retrain === 1
      ? `The best genome is the champion. It is ${retrained} ${length}.`
      : `The ${retrain} best genomes are ${retrained} each ${length}. The genome with the best mean score on the validation split is the champion.`,
    seeds === 0
      ? exportedOf(retrainReplicates)
      : `The champion is trained with ${counted(seeds, 'further seed')}. ${exportedOf(seeds)}`,
  ];
}

function exportedOf(trainings: number): string {
  return trainings === 1
    ? 'This training of the champion is exported.'
    : `Of these ${trainings} trainings of the champion, the one with the best score on the validation split is exported.`;
}
