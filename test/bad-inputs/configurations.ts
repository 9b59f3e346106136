// Configurations of a run, in the file of --config or by --set.
import { configured, flagged } from './bad-input.ts';

export const CONFIGURATIONS = [
  configured(
    'misspelt keys, at every depth',
    '{"sead":1,"strategy":{"populaton":9},"budget":{"exmples":64}}',
  ),
  configured(
    'misspelt keys in a strategy without a name, and outside of it',
    '{"stratgy":{},"strategy":{"populaton":3,"elites":-1},"finalPhase":{"epoch":1}}',
  ),
  configured(
    'genomes and a space beside other faults',
    '{"strategy":{"name":"tornament"},"patience":0,"enqueue":[{"kind":"mpl"},7],"space":{"genes":{"layer":{"type":"integer","min":2,"max":1}}}}',
  ),
  configured('a name twice', '{"strategy":{"population":3,"population":4},"finalPhase":null}'),
  configured('a comma too many', '{\n  "seed": 1,\n}'),
  configured('wrong types', '{"seed":"seven","dataset":7,"budget":[],"baseline":"yes"}'),
  configured('a number beyond the numbers', '{"seed":1e309}'),
  configured(
    'a negative zero is a zero, a negative one is not',
    '{"seed":-0,"budget":{"examples":-64}}',
  ),
  configured('fractions where whole numbers belong', '{"seed":1.5,"finalPhase":{"epochs":0.5}}'),
  configured('NaN is no JSON', '{"seed":NaN}'),
  configured('an empty file', ''),
  configured('a list', '[{"seed":1}]'),
  configured('null', 'null'),
  configured('an unknown strategy', '{"strategy":{"name":"tournement"}}'),
  configured('settings of another strategy', '{"strategy":{"name":"random","elites":2}}'),
  configured(
    'more elites than members',
    '{"strategy":{"name":"tournament","population":3,"elites":4,"tournamentSize":9}}',
  ),
  configured('probabilities beyond 1', '{"strategy":{"name":"tournament","winProbability":1.5}}'),
  configured('a schedule that is none', '{"budget":{"schedule":"cosine"}}'),
  configured('fewer examples than a batch', '{"budget":{"examples":63}}'),
  configured('caps of nothing', '{"maxEvaluations":0,"maxExamples":-1}'),
  configured('no objectives', '{"objectives":[]}'),
  configured('a direction that is none', '{"objectives":[{"name":"accuracy","direction":"up"}]}'),
  configured(
    'objectives that the engine does not produce',
    '{"dataset":"generated-digits","objectives":[{"name":"los","direction":"minimize"},{"name":"latency","direction":"minimize"}]}',
  ),
  configured(
    'objectives that point the wrong way',
    '{"dataset":"generated-digits","objectives":[{"name":"loss","direction":"maximize"},{"name":"accuracy","direction":"minimize"}]}',
  ),
  flagged('an objective and a data set that do not exist', [
    ...['run', '--engine', 'tfjs', '--backend', 'cpu', '--dataset', 'mnits'],
    ...['--set', 'objectives[0].name=acuracy', '--workers', '0'],
  ]),
  flagged('a comparison by an objective of no engine', [
    ...['compare-strategies', '--strategies', 'tournament,random', '--dataset', 'generated-digits'],
    ...['--set', 'objectives=[{"name":"los","direction":"minimize"}]', '--out', './x'],
  ]),
  configured(
    'numbers of the final phase out of range',
    '{"finalPhase":{"rerank":0,"seeds":-1,"retrain":101}}',
  ),
  configured(
    'objects and lists where names belong',
    '{"preset":{"toString":1},"strategy":{"name":["random"]},"space":{"kind":{"toString":1},"genes":{}},"enqueue":[{}]}',
  ),
  configured('half a surrogate pair', '{"dataset":"\\ud800","strategy":{"name":"\\udc00"}}'),
  configured('a preset that is none', '{"preset":"quik"}'),
  configured('a name with a trick in it', '{"__proto__":{"seed":2},"constructor":1}'),
  configured('a format of the future', '{"format":2}'),
  configured('unicode in a key', '{"sееd":1}'),
  configured('patience of none', '{"patience":0}'),
  configured('genomes that are none', '{"enqueue":[]}'),
  configured('values in values', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`),
  configured('lists in lists', `${'['.repeat(5000)}${']'.repeat(5000)}`),
  configured('a byte order mark before a fault', '\uFEFF{"sed":1}'),
  flagged('flags of nothing', ['run', '--out', '', '--space=', '--seed', '']),
  flagged('a seed that is not decimal', ['run', '--seed', '0x10', '--population', ' 7']),
  flagged('--set to lists in lists', [
    'run',
    '--set',
    `seed=${'['.repeat(5000)}${']'.repeat(5000)}`,
  ]),
  flagged('--set without a value', ['run', '--set', 'seed', '--set', '=3']),
  flagged('--set by names that every object has', [
    'run',
    ...['--set', 'strategy.constructor.x=1', '--set', 'seed.__proto__.x=1'],
  ]),
  flagged('--set to a place that is written otherwise', [
    'run',
    ...['--set', 'objectives[00].direction=up', '--set', 'finalPhase={"seeds":1,"seeds":2}'],
  ]),
  flagged('--set on a way that ends', ['run', '--set', 'seed.deep=3', '--set', '__proto__.x=1']),
  flagged('--set into the final phase with --no-final-phase', [
    'run',
    '--no-final-phase',
    '--set',
    'finalPhase.epoch=3',
  ]),
  flagged('--set into a list that is the default', ['run', '--set', 'objectives.0.direction=up']),
  flagged('--set beyond the end of a list', [
    'run',
    ...['--set', 'objectives[2].name=loss', '--set', 'objectives.length=9'],
  ]),
  flagged('--set into the default space', ['run', '--set', 'space.genes.layers.length.max=0']),
  flagged('--set of what is no setting', ['run', '--set', 'finalPhase.epoch=3']),
];
