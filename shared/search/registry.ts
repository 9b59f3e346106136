// The strategies that a configuration can name. The settings schema, the help and the choices of `--strategy` are
// read from here.
import { parseInput } from '../contracts/parse.ts';
import { choicesInWords } from '../kernel/choices-in-words.ts';
import { InvalidInput, shown } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { halving } from './halving.ts';
import { random } from './random.ts';
import type { StrategyEntry } from './strategy.ts';
import { tournament } from './tournament.ts';

/** Strategies by name; tests add toys. */
export type Strategies = Readonly<Record<string, StrategyEntry>>;

export const strategies: Strategies = strategiesOf([tournament, halving, random]);

export function strategiesOf(entries: readonly StrategyEntry[]): Strategies {
  return Object.fromEntries(entries.map((entry) => [entry.strategy.name, entry]));
}

/** @throws InvalidInput if there is no strategy of this name */
export function strategyNamed(name: string, known: Strategies): StrategyEntry {
  const entry = Object.hasOwn(known, name) ? known[name] : undefined;
  if (entry !== undefined) return entry;
  const names = Object.keys(known);
  throw new InvalidInput([
    {
      path: 'strategy.name',
      value: shown(name),
      allowed: choicesInWords(names),
      hint: nearest(name, names),
    },
  ]);
}

/** The settings with their defaults. @throws InvalidInput with every fault */
export function strategySettings(
  settings: { readonly name: string },
  known: Strategies,
): { name: string } {
  return parseInput(strategyNamed(settings.name, known).settingsSchema, settings, 'strategy');
}
