// The run by which the pipeline is shown to work: every stage of it, in well under a minute of
// training. It is an execution's input and a file for `evolambda run --config` alike.
export const SMALL_RUN = {
  seed: 7,
  strategy: { name: 'tournament', population: 6, generations: 3 },
  budget: { examples: 1280 },
  finalPhase: {
    rerank: 2,
    rerankReplicates: 2,
    rerankEpochs: null,
    retrain: 1,
    epochs: 1,
    seeds: 2,
  },
};
