// What evaluations cost, counted one way in every panel, in a comparison and in its JSON. Imports nothing of Node.
import type { EvaluationRow, Spending } from '../page-data.ts';
import type { Quantity } from './chart-axis.ts';

/** What an axis may count; money where every run was paid for. */
export const CURRENCIES = ['examples', 'cpuSeconds', 'usd'] as const;
export type Currency = (typeof CURRENCIES)[number];

export const CURRENCY_QUANTITY = {
  examples: 'count',
  cpuSeconds: 'amount',
  usd: 'dollars',
} as const satisfies Readonly<Record<Currency, Quantity>>;

export const NOTHING_SPENT: Spending = { evaluations: 0, examples: 0, cpuSeconds: 0, usd: null };

/**
 * Of one row. A training counts with the examples that it saw: those of its whole mini-batches, until it
 * diverged if it did. What was known already, kept out by a cap, failed or timed out has no training and costs
 * nothing.
 */
export function spendingOf({ training }: Pick<EvaluationRow, 'training'>): Spending {
  if (training === null) return NOTHING_SPENT;
  const { examplesSeen, usd } = training;
  return { evaluations: 1, examples: examplesSeen, cpuSeconds: workMs(training) / 1000, usd };
}

/** The time of an evaluation on its worker; `setupMs` is part of `trainMs`, so that it is not added. */
export function workMs({
  trainMs,
  evalMs,
}: {
  readonly trainMs: number;
  readonly evalMs: number;
}): number {
  return trainMs + evalMs;
}

export function added(a: Spending, b: Spending): Spending {
  return {
    evaluations: a.evaluations + b.evaluations,
    examples: a.examples + b.examples,
    cpuSeconds: a.cpuSeconds + b.cpuSeconds,
    usd: a.usd === null ? b.usd : a.usd + (b.usd ?? 0),
  };
}

export function spentOf(spending: Spending, currency: Currency): number {
  return spending[currency] ?? 0;
}
