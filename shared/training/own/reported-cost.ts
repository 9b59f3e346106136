// What a trainer module says of the network that it trained. What it leaves out nobody knows: the cost model of
// the genome's kind is of another network.
import { shown } from '../../kernel/errors.ts';
import type { ReportedCost } from '../trainer.ts';

/** @throws Error in words where a number is none that can be recorded */
export function reportedCost({
  parameters,
  trainFlops,
}: Readonly<Record<string, unknown>>): ReportedCost {
  const isCount = Number.isSafeInteger(parameters) && Number(parameters) >= 0;
  const isAmount = Number.isFinite(trainFlops) && Number(trainFlops) >= 0;
  const wrong = [
    ...(parameters === undefined || isCount
      ? []
      : [`${shown(parameters)} as parameters (expected an integer of at least 0)`]),
    ...(trainFlops === undefined || isAmount
      ? []
      : [`${shown(trainFlops)} as trainFlops (expected a number of at least 0)`]),
  ];
  if (wrong.length > 0) throw new Error(`train returned ${wrong.join(' and ')}`);
  return {
    ...(isCount ? { parameters: Number(parameters) } : {}),
    ...(isAmount ? { trainFlops: Number(trainFlops) } : {}),
  };
}
