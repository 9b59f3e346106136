// Settings that go together, under one name. They are no part of a configuration once it is resolved.
import { choicesInWords } from '../kernel/choices-in-words.ts';
import { InvalidInput, shown } from '../kernel/errors.ts';
import { isObject } from '../kernel/is-object.ts';
import { nearest } from '../kernel/nearest.ts';

export interface Preset {
  readonly strategy: Readonly<Record<string, unknown>>;
  readonly budget: Readonly<Record<string, unknown>>;
  readonly finalPhase: Readonly<Record<string, unknown>>;
}

export const PRESETS: Readonly<Record<string, Preset>> = {
  /** "Design by Evolution": one short reading of each candidate decides, elites are not read again. */
  article: {
    strategy: { name: 'tournament', population: 50, generations: 10, eliteReplicates: 0 },
    budget: { examples: 6464, schedule: 'constant' },
    finalPhase: {
      ...{ rerank: 8, rerankReplicates: 4, rerankEpochs: null },
      ...{ retrain: 3, retrainReplicates: 1, epochs: 5, seeds: 3 },
    },
  },
  /** A champion in a minute. */
  quick: {
    strategy: { population: 12, generations: 4 },
    budget: { examples: 3200 },
    finalPhase: {
      ...{ rerank: 3, rerankReplicates: 2, rerankEpochs: null },
      ...{ retrain: 1, retrainReplicates: 3, epochs: 1, seeds: 0 },
    },
  },
};

type Settings = Readonly<Record<string, unknown>>;

/** @param path where the name was given @throws InvalidInput when no preset has it */
export function presetNamed(name: unknown, path: string): Preset {
  const known = Object.keys(PRESETS);
  const preset = typeof name === 'string' && known.includes(name) ? PRESETS[name] : undefined;
  if (preset !== undefined) return preset;
  const allowed = choicesInWords(known);
  throw new InvalidInput([{ path, value: shown(name), allowed, hint: nearest(name, known) }]);
}

/** Settings with what is above them in place of theirs; another strategy's settings go with it. */
export function settingsOver(below: Settings, above: Settings): Settings {
  const merged: Record<string, unknown> = { ...below, ...said(above) };
  for (const name of ['strategy', 'budget', 'finalPhase']) {
    const [under, over] = [below[name], above[name]];
    if (isObject(under) && isObject(over)) merged[name] = inner(name, under, over);
    // What is no object is left to the schema, which says so, unless something goes before it.
    else if (isObject(over) && Object.keys(over).length === 0) merged[name] = under ?? over;
  }
  return merged;
}

function inner(name: string, under: Settings, over: Settings): Settings {
  const isOther =
    name === 'strategy' &&
    over.name !== undefined &&
    under.name !== undefined &&
    over.name !== under.name;
  const { population, generations } = under;
  return { ...(isOther ? said({ population, generations }) : under), ...said(over) };
}

/** Undefined says nothing: what is below stays. */
function said(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
