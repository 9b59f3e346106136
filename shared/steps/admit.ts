// Admission: which trainings of a batch the caps pay for. Nothing here depends on results.
import type { PlannedEvaluation, StopReason } from '../contracts/ledger-events.ts';

/** Trainings paid for so far, or that a cap allows. */
export interface Spent {
  readonly evaluations: number;
  readonly examples: number;
}

/** A proposal with its identity, before its fate is known. */
export type Identified = Omit<PlannedEvaluation, 'dispatch'>;

/**
 * Admits in the order of the batch until a cap is met. Beside a baseline, the n-th new training of
 * the one arm is admitted with the n-th of the other or not at all: a cap cuts both alike.
 * @param known keys whose result is there or on its way: they cost nothing
 * @returns the batch in its order, and the cap that kept some of it out
 */
export function admit(
  batch: readonly Identified[],
  isOfBaseline: (one: Identified) => boolean,
  known: ReadonlySet<string>,
  spentBefore: Spent,
  allowed: Spent,
): { readonly evaluations: readonly PlannedEvaluation[]; readonly stop?: StopReason } {
  const costly = firstOfEachKey(batch).filter((one) => !known.has(one.evaluationKey));
  const admitted = new Set<string>();
  let spent = spentBefore;
  let stop: StopReason | undefined;
  for (const pair of pairs(costly, isOfBaseline)) {
    const next = pair.reduce(
      ({ evaluations, examples }, { budget }) => ({
        evaluations: evaluations + 1,
        examples: examples + budget.examples,
      }),
      spent,
    );
    stop = exceeded(next, allowed);
    if (stop !== undefined) break;
    spent = next;
    for (const { evaluationKey } of pair) admitted.add(evaluationKey);
  }
  const asked = new Set<string>();
  const evaluations = batch.map((one): PlannedEvaluation => {
    const { evaluationKey: key } = one;
    const isRepeated = known.has(key) || asked.has(key);
    asked.add(key);
    const isPaid = known.has(key) || admitted.has(key);
    return { ...one, dispatch: !isPaid ? 'censored' : isRepeated ? 'known' : 'train' };
  });
  return { evaluations, ...(stop === undefined ? {} : { stop }) };
}

function firstOfEachKey(batch: readonly Identified[]): Identified[] {
  const first = new Map<string, Identified>();
  for (const one of batch) if (!first.has(one.evaluationKey)) first.set(one.evaluationKey, one);
  return [...first.values()];
}

function pairs(
  costly: readonly Identified[],
  isOfBaseline: (one: Identified) => boolean,
): Identified[][] {
  const main = costly.filter((one) => !isOfBaseline(one));
  const baseline = costly.filter(isOfBaseline);
  return Array.from({ length: Math.max(main.length, baseline.length) }, (_, n) =>
    [main[n], baseline[n]].filter((one) => one !== undefined),
  );
}

function exceeded(spent: Spent, allowed: Spent): StopReason | undefined {
  if (spent.evaluations > allowed.evaluations) return 'max-evaluations';
  return spent.examples > allowed.examples ? 'max-examples' : undefined;
}
