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
 * Admits in the order of the batch until a cap is met. Beside a baseline, a new training of the search is
 * admitted with those of the baseline on as many examples or not at all: a cap cuts both alike.
 * @param known keys whose result is there or on its way: they cost nothing
 * @returns the batch in its order, and the cap that kept some of it out
 */
export function admit(
  batch: readonly Identified[],
  isOfBaseline: (one: Identified) => boolean,
  known: Pick<ReadonlySet<string>, 'has'>,
  spentBefore: Spent,
  allowed: Spent,
): { readonly evaluations: readonly PlannedEvaluation[]; readonly stop?: StopReason } {
  const costly = firstOfEachKey(batch).filter((one) => !known.has(one.evaluationKey));
  const admitted = new Set<string>();
  let spent = spentBefore;
  let stop: StopReason | undefined;
  for (const group of groups(costly, isOfBaseline)) {
    const next = group.reduce(
      ({ evaluations, examples }, { budget }) => ({
        evaluations: evaluations + 1,
        examples: examples + budget.examples,
      }),
      spent,
    );
    stop = exceeded(next, allowed);
    if (stop !== undefined) break;
    spent = next;
    for (const { evaluationKey } of group) admitted.add(evaluationKey);
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

/** After each training of the search those of the baseline that bring it level; what is left, one by one. */
function groups(
  costly: readonly Identified[],
  isOfBaseline: (one: Identified) => boolean,
): Identified[][] {
  const baseline = costly.filter(isOfBaseline);
  let taken = 0;
  let owed = 0;
  const level = costly
    .filter((one) => !isOfBaseline(one))
    .map((one) => {
      owed += one.budget.examples;
      const group = [one];
      for (
        let next = baseline[taken];
        next && next.budget.examples <= owed;
        next = baseline[taken]
      ) {
        owed -= next.budget.examples;
        taken += 1;
        group.push(next);
      }
      return group;
    });
  return [...level, ...baseline.slice(taken).map((one) => [one])];
}

function exceeded(spent: Spent, allowed: Spent): StopReason | undefined {
  if (spent.evaluations > allowed.evaluations) return 'max-evaluations';
  return spent.examples > allowed.examples ? 'max-examples' : undefined;
}
