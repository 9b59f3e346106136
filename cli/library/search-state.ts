// A search that is told as JSON: written with a checksum, and read for the same options alone.
import * as z from 'zod';
import type { PlannedEvaluation, RunStarted } from '../../shared/contracts/ledger-events.ts';
import { parseInput, pathInWords } from '../../shared/contracts/parse.ts';
import { canonicalJson, hashOf } from '../../shared/kernel/canonical-json.ts';
import { Corrupt, type Fault, InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { plainData } from '../../shared/kernel/plain-data.ts';
import type { CampaignState } from '../../shared/search/campaign.ts';
import type { Spent } from '../../shared/steps/run-state.ts';
import type { Outcome } from './answers.ts';

/** Plain JSON, of this version of the package. */
export interface SearchState {
  readonly version: 4;
  /** Of the rest: a state that was changed is refused. */
  readonly checksum: string;
  readonly config: unknown;
  readonly progress: unknown;
}

/** How far a search is. */
export interface SearchProgress {
  readonly campaign: CampaignState;
  /** The batch that is to be told. */
  readonly batch: readonly PlannedEvaluation[];
  /** Whether a cap kept evaluations out of it. */
  readonly isStopped: boolean;
  readonly isDone: boolean;
  /** What was told, by evaluation key. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
  readonly spent: Spent;
}

const stateSchema = z.strictObject({
  version: z.literal(4),
  checksum: z.string(),
  config: z.looseObject({}),
  progress: z.looseObject({}),
});

export function stateOf({ config }: RunStarted, progress: SearchProgress): SearchState {
  return { version: 4, checksum: hashOf({ config, progress }), config, progress };
}

/**
 * @throws InvalidInput when it is no state, or one of other options
 * @throws Corrupt when it was changed
 */
export function progressOf(from: unknown, started: RunStarted): SearchProgress {
  const faults: Fault[] = [];
  const onOther = (path: readonly PropertyKey[], value: unknown) => {
    const allowed = 'the JSON that toJSON returned';
    faults.push({ path: pathInWords(path, 'state'), value: shown(value), allowed });
  };
  const state = plainData(from, { onOther });
  if (faults.length > 0) throw new InvalidInput(faults);
  const { checksum, config, progress } = parseInput(stateSchema, state, 'state');
  if (hashOf({ config, progress }) !== checksum) {
    throw new Corrupt('state: the checksum does not match; expected an unchanged result of toJSON');
  }
  if (canonicalJson(config) === canonicalJson(started.config)) {
    return progress as unknown as SearchProgress;
  }
  const value = 'a search with other options';
  const problem = 'belongs to a search with other options';
  const allowed = 'the result of toJSON of a search with the same options';
  throw new InvalidInput([{ path: 'state', value, problem, allowed }]);
}
