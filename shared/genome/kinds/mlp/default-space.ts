// The article's search space, written out: an activation or optimizer that is added elsewhere does not enlarge it.
// Rates are drawn on a log scale, which the article's code did not do.
import { type SearchSpace, searchSpaceSchema } from '../../../contracts/search-space.ts';

export const defaultSpace: SearchSpace = searchSpaceSchema.parse({
  format: 1,
  kind: 'mlp',
  genes: {
    layers: {
      type: 'list',
      length: { min: 1, max: 4 },
      mutation: 0.1,
      genes: {
        units: { type: 'integer', min: 128, max: 1024, mutation: 0.2 },
        activation: {
          type: 'categorical',
          values: ['linear', 'tanh', 'relu', 'sigmoid', 'elu'],
          mutation: 0.2,
        },
        dropout: { type: 'real', min: 0, max: 0.7, mutation: 0.2 },
      },
    },
    optimizer: {
      type: 'group',
      genes: {
        kind: {
          type: 'categorical',
          values: ['sgd', 'adam', 'adadelta', 'rmsprop'],
          mutation: 0.2,
        },
        learningRate: { type: 'real', scale: 'log', min: 0.0005, max: 0.2, mutation: 0.2 },
        weightDecay: { type: 'real', scale: 'log', min: 0.00005, max: 0.002, mutation: 0.2 },
      },
    },
  },
});
