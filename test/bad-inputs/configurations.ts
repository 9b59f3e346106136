// Configurations of a run, in the file of --config or by --set.
import { configured, flagged } from './bad-input.ts';

export const CONFIGURATIONS = [
  configured(
    'misspelt keys, at every depth',
    '{"sead":1,"strategy":{"populaton":9},"budget":{"exmples":64}}',
  ),
  configured('wrong types', '{"seed":"seven","dataset":7,"budget":[],"baseline":"yes"}'),
  configured('a number beyond the numbers', '{"seed":1e309}'),
  configured(
    'a negative zero is a zero, a negative one is not',
    '{"seed":-0,"budget":{"examples":-64}}',
  ),
  configured('fractions where whole numbers belong', '{"seed":1.5,"finish":{"epochs":0.5}}'),
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
  configured('a finish of nothing', '{"finish":{"rerank":0,"seeds":0,"retrain":101}}'),
  configured('a preset that is none', '{"preset":"quik"}'),
  configured('a name with a trick in it', '{"__proto__":{"seed":2},"constructor":1}'),
  configured('a format of the future', '{"format":2}'),
  configured('unicode in a key', '{"sееd":1}'),
  configured('patience of none', '{"patience":0}'),
  configured('genomes that are none', '{"enqueue":[]}'),
  flagged('--set without a value', ['run', '--set', 'seed', '--set', '=3']),
  flagged('--set on a way that ends', ['run', '--set', 'seed.deep=3', '--set', '__proto__.x=1']),
  flagged('--set of what is no setting', ['run', '--set', 'finish.epoch=3']),
];
