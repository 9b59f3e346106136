// How a finish chooses its champion, in words: for the model card and the page. Imports nothing of Node.
import type { FinishSettings } from '../contracts/run-config.ts';
import { counted } from '../kernel/counted.ts';

export function howChosen(finish: FinishSettings): string[] {
  const { rerank, rerankReplicates, rerankEpochs, retrain, epochs, seeds } = finish;
  const budget =
    rerankEpochs === null
      ? 'at the search’s budget'
      : `of ${counted(rerankEpochs, 'epoch')}, learning rate falling to 0`;
  const finalists = retrain === 1 ? 'The best of these was' : `The ${retrain} best of these were`;
  return [
    `The ${rerank} best genomes of the search had ${counted(rerankReplicates, 'more training')} each with fresh seeds, ${budget}; their means alone count from here`,
    `${finalists} retrained for ${counted(epochs, 'epoch')}, learning rate falling to 0; validation chose the champion`,
    `It was trained with ${counted(seeds, 'more seed')}; the weights shipped are the best of them on validation`,
  ];
}
