// Genomes, as evaluate and --enqueue take them.
import { type BadInput, evaluated } from './bad-input.ts';

const OPTIMIZER = '"optimizer":{"kind":"adam","learningRate":0.001}';

function enqueued(name: string, text: string): BadInput {
  const args = ['run', '--dataset', 'generated-digits', '--enqueue', '@genomes.json'];
  return { name, args, files: { 'genomes.json': text } };
}

const LINE =
  '{"layers":[{"units":8,"activation":"relu"}],"optimizer":{"kind":"sgd","learningRate":0.1}}';

export const GENOMES = [
  evaluated('lines, the first with a name twice', `{"layers":[],"layers":[]}\n${LINE}\n`),
  evaluated('lines, each wrong in its own way', `{"layers":\n{"layrs":[]}\n${LINE}\n`),
  evaluated('misspelt genes', `{"layer":[],"optimizer":{"kind":"adm","learningrate":1}}`),
  evaluated(
    'units that are none',
    `{"layers":[{"units":0,"activation":"relu"},{"units":1.5,"activation":"relu"},{"units":"64","activation":"relu"}],${OPTIMIZER}}`,
  ),
  evaluated(
    'an activation that is none',
    `{"layers":[{"units":64,"activation":"Relu"}],${OPTIMIZER}}`,
  ),
  evaluated(
    'dropout of everything',
    `{"layers":[{"units":64,"activation":"relu","dropout":1}],${OPTIMIZER}}`,
  ),
  evaluated(
    'a rate that is none',
    '{"layers":[],"optimizer":{"kind":"sgd","learningRate":0,"weightDecay":-0.1}}',
  ),
  evaluated('no optimizer', '{"layers":[]}'),
  evaluated('a kind that is none', `{"kind":"cnn","layers":[],${OPTIMIZER}}`),
  evaluated('a kind that is an object', '{"kind":{"toString":1}}'),
  evaluated('null', 'null'),
  evaluated('a number', '7'),
  evaluated('an infinite rate', '{"layers":[],"optimizer":{"kind":"sgd","learningRate":1e309}}'),
  evaluated(
    '65 layers',
    `{"layers":[${Array(65).fill('{"units":1,"activation":"relu"}').join(',')}],${OPTIMIZER}}`,
  ),
  evaluated('half a line', '{"layers":[],'),
  evaluated('nothing', '  \n'),
  enqueued(
    'enqueued out of the space',
    `[{"layers":[{"units":64,"activation":"relu","dropout":0.9}],"optimizer":{"kind":"adam","learningRate":3,"weightDecay":0.001}}]`,
  ),
  enqueued(
    'enqueued and misspelt',
    `[{"layers":[{"unit":256,"activation":"relu"}],"optimiser":{}}]`,
  ),
  enqueued('enqueued words', '["relu"]'),
];
