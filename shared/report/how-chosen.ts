// How a finish chooses its champion, in words: for the model card and the page. Imports nothing of Node.
import type { FinishSettings } from '../contracts/run-config.ts';
import { counted } from '../kernel/counted.ts';

/** @param hasBuiltInEngine whether an engine of ours trained: of a trainer module the schedule is not known */
export function howChosen(finish: FinishSettings, hasBuiltInEngine: boolean): string[] {
  const { rerank, rerankReplicates, rerankEpochs, retrain, epochs, seeds } = finish;
  const schedule = hasBuiltInEngine ? ', learning rate falling to 0' : '';
  const budget =
    rerankEpochs === null
      ? 'at the search’s budget'
      : `of ${counted(rerankEpochs, 'epoch')}${schedule}`;
  const finalists = retrain === 1 ? 'The best of these was' : `The ${retrain} best of these were`;
  return [
    `The ${rerank} best genomes of the search had ${counted(rerankReplicates, 'more training')} each with fresh seeds, ${budget}; their means alone count from here`,
    `${finalists} retrained for ${counted(epochs, 'epoch')}${schedule}; validation chose the champion`,
    `It was trained with ${counted(seeds, 'more seed')}; the weights shipped are the best of them on validation`,
  ];
}
