// `run --continue DIR --generations +N`: the same search with more generations. Every decision is a function
// of the seed and the recorded fitness, so it begins as the run in DIR did, whose results are taken
// over, and ends with the hash that it would have had from the beginning.
import { join } from 'node:path';
import type { EvaluationResult } from '../shared/contracts/evaluation.ts';
import type { RunStarted } from '../shared/contracts/ledger-events.ts';
import type { RunConfig } from '../shared/contracts/run-config.ts';
import {
  type Fault,
  InvalidInput,
  missing,
  shown,
  undefinedIfCorrupt,
} from '../shared/kernel/errors.ts';
import type { Standing } from '../shared/search/archive.ts';
import { bestOf } from '../shared/search/campaign.ts';
import { strategies } from '../shared/search/registry.ts';
import { resolveConfig } from '../shared/steps/prepare-run.ts';
import { fileBlobStore } from './embedded/file-blob-store.ts';
import { readJournal } from './embedded/file-run-store.ts';
import { journalOf, oneDirectory, stateOf } from './embedded/run-directory.ts';
import type { FlagValues } from './flags.ts';
import { refuseLibrary } from './open-again.ts';
import { flagsFor } from './run-flags.ts';

export interface ContinuedRun {
  readonly config: RunConfig;
  /** Of the run in DIR. */
  readonly directory: string;
  /** Of the run in DIR, whose data and engine are those of the longer one. */
  readonly started: RunStarted;
  readonly results: ReadonlyMap<string, EvaluationResult>;
  readonly best: Standing | undefined;
  /** Puts the weights that the results name into the blobs of the new run. */
  readonly copyWeights: (directory: string) => Promise<void>;
}

/** @throws InvalidInput when DIR holds no run, nothing is to be added, or another search is asked for */
export async function continuedRun(values: FlagValues): Promise<ContinuedRun> {
  const allowedFlags = flagsFor('continue');
  const faults: Fault[] = Object.entries(values)
    .filter(([name]) => !Object.hasOwn(allowedFlags, name))
    .map(([name, value]) => ({
      path: `--${name}`,
      value: shown(value),
      problem: 'not allowed together with --continue',
      allowed: 'only --generations: all other settings are those of the run',
    }));
  const { generations } = values;
  const more = typeof generations === 'string' ? Number(generations.slice(1)) : 0;
  if (more < 1) {
    const allowed = '+N with --continue, such as --generations +5';
    faults.push(
      generations === undefined
        ? missing('--generations', allowed)
        : { path: '--generations', value: shown(generations), allowed },
    );
  }
  if (faults.length > 0) throw new InvalidInput(faults);
  const directory = oneDirectory([String(values.continue)], '--continue');
  const state = stateOf(directory, await readJournal(journalOf(directory)));
  const { started } = state;
  refuseLibrary(started.engine, '--continue');
  const { config } = started;
  const strategy = { ...config.strategy, generations: Number(config.strategy.generations) + more };
  return {
    // Before runs recorded paths, the data set's was in the configuration, and under the hash.
    config: resolveConfig(
      { ...config, dataset: started.data.generated ? config.dataset : started.data.id, strategy },
      strategies,
    ),
    directory,
    started,
    results: state.results,
    best: bestOf(state.campaign),
    copyWeights: async (to) => {
      const [from, into] = [directory, to].map((place) => fileBlobStore(join(place, 'blobs')));
      for (const { weights } of state.results.values()) {
        if (weights === undefined || !from || !into) continue;
        // What is missing is trained again where it is needed.
        const bytes = await from.get(weights).catch(undefinedIfCorrupt);
        if (bytes !== undefined) await into.put(bytes);
      }
    },
  };
}
