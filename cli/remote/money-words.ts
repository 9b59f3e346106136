// Amounts of money as a person reads them: no more digits than they are worth.
import { NANO } from '../../functions/aws/prices.ts';

/** @param nano nano-dollars */
export function usd(nano: number): string {
  return usdOf(nano / NANO);
}

/** `$1.50`, and `$0.0042` where cents would say nothing. */
export function usdOf(amount: number): string {
  if (amount > 0 && amount < 0.0001) return 'under $0.0001';
  const digits = amount === 0 || Math.abs(amount) >= 0.1 ? 2 : 4;
  return `$${amount.toFixed(digits)}`;
}
