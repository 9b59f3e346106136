// What the ledger hash covers of the test split and of the end of a run, and which trainings a test scored.
import type {
  ChampionRecord,
  PairedCounts,
  TestedTrainings,
  TestUnsealed,
} from '../contracts/ledger-events.ts';

/** What was tested; of the baseline nothing is said in a run without one. */
export interface Champions {
  readonly champion: ChampionRecord | null;
  readonly baseline?: ChampionRecord | null;
  readonly paired?: PairedCounts;
}

export function testedOf({ genomeHash, testScores }: ChampionRecord): TestedTrainings {
  return { genomeHash, evaluationKeys: testScores.map((score) => score.evaluationKey) };
}

export function openingOf({ evaluationKeys: keys, baseline }: TestUnsealed): unknown {
  const more = baseline === undefined ? {} : { baseline: baseline.evaluationKeys };
  return { type: 'test-unsealed', keys, ...more };
}

export function endOf({ champion, baseline, paired }: Champions): unknown {
  const beside = baseline === undefined ? {} : { baseline };
  return { type: 'run-finished', champion, ...beside, ...(paired === undefined ? {} : { paired }) };
}
