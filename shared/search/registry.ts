// The strategies that a configuration can name, each with the schema of its own settings.
import type { z } from 'zod';
import { parseInput } from '../contracts/parse.ts';
import { choicesInWords } from '../kernel/choices-in-words.ts';
import { InvalidInput, shown } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { halving, halvingSettingsSchema } from './halving.ts';
import { random, randomSettingsSchema } from './random.ts';
import type { Strategy } from './strategy.ts';
import { tournament, tournamentSettingsSchema } from './tournament.ts';

export interface StrategyEntry {
  readonly strategy: Strategy;
  readonly settingsSchema: z.ZodType<{ name: string }>;
  /** Settings with which it asks for no replicate of a genome; absent where it never does. */
  readonly withoutReplicates?: Readonly<Record<string, number>>;
}

/** Strategies by name; tests add their own. */
export type Strategies = Readonly<Record<string, StrategyEntry>>;

export const strategies: Strategies = {
  tournament: {
    strategy: tournament as Strategy,
    settingsSchema: tournamentSettingsSchema,
    withoutReplicates: { eliteReplicates: 0 },
  },
  halving: {
    strategy: halving as Strategy,
    settingsSchema: halvingSettingsSchema,
    withoutReplicates: { leaders: 0 },
  },
  random: { strategy: random as Strategy, settingsSchema: randomSettingsSchema },
};

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
