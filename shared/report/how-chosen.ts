// How the final phase chooses the champion, in words: for the model card and the page. Imports nothing of Node.
import type { FinishSettings } from '../contracts/run-config.ts';
import { counted } from '../kernel/counted.ts';

/** @param hasBuiltInEngine whether an engine of ours trained: the schedule of a trainer module is not known */
export function howChosen(finish: FinishSettings, hasBuiltInEngine: boolean): string[] {
  const { rerank, rerankReplicates, rerankEpochs, retrain, retrainReplicates, epochs, seeds } =
    finish;
  const schedule = hasBuiltInEngine ? ', learning rate falling to 0' : '';
  const budget =
    rerankEpochs === null
      ? 'at the search’s budget'
      : `of ${counted(rerankEpochs, 'epoch')}${schedule}`;
  const finalists = retrain === 1 ? 'The best of them is' : `The ${retrain} best of them are`;
  return [
    `The ${rerank} best genomes of the search are trained again with ${counted(rerankReplicates, 'fresh seed')} each, ${budget}; only these means count from here`,
    `${finalists} retrained with ${counted(retrainReplicates, 'seed')} each for ${counted(epochs, 'epoch')}${schedule}; the best mean on validation is the champion`,
    seeds === 0
      ? `Of its ${counted(retrainReplicates, 'retraining')}, the best on validation is exported`
      : `The champion is trained with ${counted(seeds, 'further seed')}; the best of them on validation is exported`,
  ];
}
