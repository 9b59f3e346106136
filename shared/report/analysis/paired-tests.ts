// Groups of runs against each other, in pairs of one seed: the exact signed-rank test, two-sided, corrected for
// how many tests there are. Imports nothing of Node.
import { comparePairs, type PairedComparison } from '../paired-comparison.ts';
import { signedRankTest } from '../signed-rank.ts';
import type { Endpoint } from './endpoints.ts';
import type { RunGroup } from './run-groups.ts';

export interface PairedTest extends PairedComparison {
  readonly endpointId: Endpoint['id'];
  /** That both groups have a reading of, ascending; a group's several runs of one count by their mean. */
  readonly seeds: readonly number[];
  /** Two-sided: that the groups differ. */
  readonly pValue: number;
  /** By Holm's method, among all tests that could reach 5 %; of the others the value as it is. */
  readonly adjusted: number;
  /** Two-sided, the least that so many pairs that differ can give, whatever the runs. */
  readonly leastPValue: number;
}

/** Of two groups that share no seed there is no test; their names are told. */
export interface PairedTests {
  readonly tests: readonly PairedTest[];
  readonly unpaired: readonly (readonly [string, string])[];
}

/** Each two groups by each endpoint that is tested. */
export function pairedTests(
  groups: readonly RunGroup[],
  endpoints: readonly Endpoint[],
): PairedTests {
  const couples = groups.flatMap((first, index) =>
    groups.slice(index + 1).map((other) => [first, other] as const),
  );
  const found = couples.flatMap((couple) =>
    endpoints.flatMap((endpoint) => (endpoint.isTested ? testOf(couple, endpoint) : [])),
  );
  // Who can never raise an alarm raises no false one, and takes nothing from the others (Tarone 1990).
  const able = found.filter(canTell);
  const adjusted = holm(able.map(({ pValue }) => pValue));
  const tested = new Set(found.map(({ first, other }) => JSON.stringify([first, other])));
  return {
    tests: found.map((test) => ({
      ...test,
      adjusted: adjusted[able.indexOf(test)] ?? test.pValue,
    })),
    unpaired: couples
      .map(([first, other]) => [first.name, other.name] as const)
      .filter((names) => !tested.has(JSON.stringify(names))),
  };
}

/** Whether a test has pairs enough to reach 5 %. */
export function canTell({ leastPValue: least }: Pick<PairedTest, 'leastPValue'>): boolean {
  return least <= 0.05;
}

function testOf(
  [first, other]: readonly [RunGroup, RunGroup],
  endpoint: Endpoint,
): Omit<PairedTest, 'adjusted'>[] {
  const [ofFirst, ofOther] = [bySeed(first, endpoint), bySeed(other, endpoint)];
  const seeds = [...ofFirst.keys()].filter((seed) => ofOther.has(seed)).sort((a, b) => a - b);
  if (seeds.length === 0) return [];
  const of = (readings: ReadonlyMap<number, number>) =>
    seeds.map((seed) => readings.get(seed) as number);
  const compared = comparePairs(
    endpoint.name,
    endpoint.objective.direction,
    [first.name, of(ofFirst)],
    [other.name, of(ofOther)],
  );
  const { differences, test } = compared;
  return [
    {
      ...compared,
      endpointId: endpoint.id,
      seeds,
      pValue: twoSided(differences),
      leastPValue: leastPValue(test.pairs),
    },
  ];
}

function bySeed({ runs }: RunGroup, endpoint: Endpoint): ReadonlyMap<number, number> {
  const readings = new Map<number, number[]>();
  for (const run of runs) {
    const reading = endpoint.of(run);
    const { seed } = run.head.config;
    if (reading !== null) readings.set(seed, [...(readings.get(seed) ?? []), reading]);
  }
  return new Map(
    [...readings].map(([seed, all]) => [seed, all.reduce((sum, one) => sum + one, 0) / all.length]),
  );
}

/** Twice the smaller of both one-sided values: under no difference the statistic is symmetric. */
export function twoSided(differences: readonly number[]): number {
  const { pValue } = signedRankTest(differences);
  const { pValue: opposite } = signedRankTest(differences.map((difference) => -difference));
  return Math.min(1, 2 * Math.min(pValue, opposite));
}

/** Of so many pairs that differ, all in one direction. */
export function leastPValue(pairs: number): number {
  return Math.min(1, 2 / 2 ** pairs);
}

/**
 * Values that may each be held against 5 %, and the chance of a single false one stays at 5 %.
 * @see Holm, A Simple Sequentially Rejective Multiple Test Procedure (1979)
 */
export function holm(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted: number[] = [];
  let least = 0;
  for (const [rank, index] of order.entries()) {
    least = Math.max(least, Math.min(1, (pValues.length - rank) * (pValues[index] as number)));
    adjusted[index] = least;
  }
  return adjusted;
}
