// The format of the ledger's events. It rises when events of before cannot be read; docs/decisions/json-names.md.
import { Corrupt } from '../kernel/errors.ts';

export const LEDGER_FORMAT = 2;

/** The version that reads the format before. */
const READER_OF_FORMAT_1 = 'evolambda 0.1';

/** @throws Corrupt naming the version that reads the ledger */
export function rejectOtherFormat(format: number): void {
  if (format === LEDGER_FORMAT) return;
  const reader = format < LEDGER_FORMAT ? READER_OF_FORMAT_1 : 'a newer version of evolambda';
  throw new Corrupt(
    `the ledger has format ${format}, which ${reader} reads; this version reads format ${LEDGER_FORMAT}`,
  );
}
