// Search spaces.
import { DEFAULT_SPACE } from '../../shared/genome/kinds/kinds.ts';
import { spaced } from './bad-input.ts';

/** The default space with a gene of its layers, or its optimizer, changed. */
function withGene(group: 'layers' | 'optimizer', name: string, gene: object | undefined): string {
  const copy = JSON.parse(JSON.stringify(DEFAULT_SPACE));
  const genes = group === 'layers' ? copy.genes.layers.genes : copy.genes.optimizer.genes;
  if (gene === undefined) delete genes[name];
  else genes[name] = { ...genes[name], ...gene };
  return JSON.stringify(copy);
}

const ANY =
  '"optimizer":{"type":"group","genes":{"kind":{"type":"categorical","values":["sgd","sdg"]},"learningRate":{"type":"real","min":0.1,"max":0.5}}}';

export const SPACES = [
  spaced(
    'faults of the schema and others, reported together',
    `{"extra":1,"genes":{"layers":{"type":"list","length":{"min":3,"max":1},"genes":{
      "units":{"type":"integer","min":1,"max":6.5},"width":{"type":"real","min":0,"max":1,"scale":"lg"},
      "activation":{"type":"categorical","values":["relu","tahn"],"mutation":2},
      "dropout":{"type":"real","min":0.5,"max":0.2,"when":{"gene":"activatoin","in":["relu"]}}}},${ANY}}}`,
  ),
  spaced(
    'faults of bounds and values that are not allowed for the kind',
    `{"genes":{"layers":{"type":"list","length":{"min":2,"max":1},"genes":{
      "units":{"type":"integer","min":9,"max":1},
      "activation":{"type":"categorical","values":["relu","relu","tahn"]}}},${ANY}}}`,
  ),
  spaced(
    'references to faulty genes are reported once',
    `{"genes":{"layers":{"type":"list","length":{"min":1,"max":1},"genes":{
      "units":{"type":"integer","min":1,"max":9},
      "activation":{"type":"categorical","values":[]},
      "dropout":{"type":"real","min":0.1,"max":0.2,"when":{"gene":"activation","in":["relu"]}}}},${ANY}}}`,
  ),
  spaced('an empty file', ''),
  spaced('an empty object', '{}'),
  spaced('words', 'units: 128'),
  spaced('a list', '[]'),
  spaced('no genes', '{"genes":{}}'),
  spaced('an unknown kind', '{"kind":"mpl","genes":{}}'),
  spaced(
    'kind custom has no cost to limit',
    '{"kind":"custom","genes":{},"limits":{"maxLayers":1}}',
  ),
  spaced('bounds that cross', withGene('layers', 'units', { min: 900, max: 100 })),
  spaced('a logarithm of zero', withGene('optimizer', 'learningRate', { min: 0 })),
  spaced('a logarithm below zero', withGene('optimizer', 'weightDecay', { min: -1 })),
  spaced('integers with fractions', withGene('layers', 'units', { min: 1.5 })),
  spaced('a bound that is a word', withGene('layers', 'units', { max: 'big' })),
  spaced('dropout of everything', withGene('layers', 'dropout', { max: 1 })),
  spaced(
    'an activation that is none',
    withGene('layers', 'activation', { values: ['relu', 'gelu'] }),
  ),
  spaced('no activation at all', withGene('layers', 'activation', { values: [] })),
  spaced('a value twice', withGene('layers', 'activation', { values: ['relu', 'relu'] })),
  spaced('mutation beyond certainty', withGene('layers', 'units', { mutation: 1.1 })),
  spaced(
    'a gene that mlp has not',
    withGene('layers', 'kernel', { type: 'integer', min: 1, max: 3 }),
  ),
  spaced('a gene that mlp must have', withGene('layers', 'units', undefined)),
  spaced('a misspelt scale', withGene('optimizer', 'learningRate', { scale: 'logarithmic' })),
  spaced(
    'a gene that waits for nobody',
    withGene('layers', 'dropout', { when: { gene: 'activatoin', in: ['relu'] } }),
  ),
  spaced(
    'a gene that waits for what cannot be',
    withGene('layers', 'dropout', { when: { gene: 'activation', in: ['gelu'] } }),
  ),
  spaced(
    'genes that wait for values of another type, or twice',
    `{"kind":"custom","genes":{
      "deep":{"type":"categorical","values":[true,false]},
      "size":{"type":"integer","min":1,"max":9},
      "rate":{"type":"real","min":0,"max":1,"when":{"gene":"deep","in":["true"]}},
      "step":{"type":"real","min":0,"max":1,"when":{"gene":"size","in":["3",10]}},
      "twice":{"type":"real","min":0,"max":1,"when":{"gene":"deep","in":[true,true]}}}}`,
  ),
  spaced(
    'bounds by the text of two values, and by a real number',
    `{"kind":"custom","genes":{
      "deep":{"type":"categorical","values":[true,"true"]},
      "rate":{"type":"real","min":0,"max":1,"boundsBy":{"gene":"deep","values":{"true":{"min":0,"max":0.5}}}},
      "step":{"type":"real","min":0,"max":1,"boundsBy":{"gene":"rate","values":{"0":{"min":0,"max":0.5}}}}}}`,
  ),
  spaced(
    'values of no type that a category has',
    '{"kind":"custom","genes":{"a":{"type":"categorical","values":[null,[1],{"b":1},"\\ud800"]}}}',
  ),
  spaced(
    'genes that wait for each other',
    '{"kind":"custom","genes":{"a":{"type":"integer","min":0,"max":1,"when":{"gene":"b","in":[1]}},"b":{"type":"integer","min":0,"max":1,"when":{"gene":"a","in":[1]}}}}',
  ),
  spaced(
    'the beginning of a type',
    '{"kind":"custom","genes":{"a":{"type":"int","min":0,"max":1}}}',
  ),
  spaced('a reserved name', '{"kind":"custom","genes":{"id":{"type":"integer","min":0,"max":1}}}'),
  spaced(
    'limits that no genome meets',
    JSON.stringify({ ...DEFAULT_SPACE, limits: { maxParameters: 10 } }),
  ),
  spaced(
    'limits with a misspelt name',
    JSON.stringify({ ...DEFAULT_SPACE, limits: { maxParams: 10 } }),
  ),
  spaced(
    'a list longer than any',
    JSON.stringify({
      ...DEFAULT_SPACE,
      genes: {
        ...DEFAULT_SPACE.genes,
        layers: { ...DEFAULT_SPACE.genes.layers, length: { min: 1, max: 65 } },
      },
    }),
  ),
  spaced(
    'very deep',
    `${'{"kind":"custom","genes":{"a":'}${'{"type":"group","genes":{"a":'.repeat(2000)}{}${'}}'.repeat(2000)}}}`,
  ),
];
