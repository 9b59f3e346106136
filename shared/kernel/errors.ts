// The error family, named by what the caller does next. Thrower and catcher share the stable code.
import { append } from './long-lists.ts';
import { valueInWords } from './value-in-words.ts';

/** One mistake in an input: where it is, what was found, what is allowed, and what to do. */
export interface Fault {
  /** Path of the field, such as `optimizer.learningRate`, or a flag such as `--population`. */
  readonly path: string;
  /** The value as found, shortened for display. */
  readonly value: string;
  /** What is allowed there: a noun phrase that is printed after "expected"; empty where the hint says it all. */
  readonly allowed: string;
  /** What is wrong, such as `missing`, printed in place of "VALUE is not allowed". */
  readonly problem?: string | undefined;
  /** What to do, such as `did you mean examples?`. */
  readonly hint?: string | undefined;
}

/** Correct the input and call again. Carries every fault at once. */
export class InvalidInput extends Error {
  readonly code = 'INVALID_INPUT';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(faultInWords).join('\n'));
    this.name = 'InvalidInput';
    this.faults = faults.map(compact);
  }
}

/** Without the fields that are undefined. */
function compact({ problem, hint, ...fault }: Fault): Fault {
  return {
    ...fault,
    ...(problem === undefined ? {} : { problem }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** A cap was reached: raise it or accept what there is. */
export class BudgetExhausted extends Error {
  readonly code = 'BUDGET_EXHAUSTED';

  constructor(message: string) {
    super(message);
    this.name = 'BudgetExhausted';
  }
}

/** The surroundings failed (disk, network, a worker): the same call may succeed later. */
export class Retryable extends Error {
  readonly code = 'RETRYABLE';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Retryable';
  }
}

/** Stored bytes are not what was written: do not go on from them. */
export class Corrupt extends Error {
  readonly code = 'CORRUPT';

  constructor(message: string) {
    super(message);
    this.name = 'Corrupt';
  }
}

/** For `.catch` of a read that may find nothing sound; any other error is thrown again. */
export function undefinedIfCorrupt(error: unknown): undefined {
  if (!(error instanceof Corrupt)) throw error;
}

/** Another process has taken the run over, stopped it or removed its ledger: leave, and write nothing more. */
export class Superseded extends Error {
  readonly code = 'SUPERSEDED';

  constructor(message: string) {
    super(message);
    this.name = 'Superseded';
  }
}

/** Most characters of a value in a message. */
const SHOWN_LENGTH = 80;

/** A value as shown to a person, in at most 80 characters: JSON, and in words what JSON cannot hold. */
export function shown(value: unknown): string {
  const text = valueInWords(value, SHOWN_LENGTH);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH - 3)}...` : text;
}

function faultInWords({ path, value, allowed, problem, hint }: Fault): string {
  const words = [
    problem ?? `${value} is not allowed`,
    allowed === '' ? '' : `expected ${allowed}`,
    hint ?? '',
  ];
  return `${path}: ${words.filter((part) => part !== '').join('; ')}`;
}

/** The fault of a field, flag or argument that is required and absent. */
export function missing(path: string, allowed: string, hint?: string): Fault {
  return { path, value: shown(undefined), allowed, problem: 'missing', hint };
}

/** What a check gives, or undefined and its faults among those that were found before. */
export async function collectAsync<T>(
  faults: Fault[],
  check: () => Promise<T>,
): Promise<T | undefined> {
  const settled = await check().then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
  return collect(faults, settled);
}

/** As collectAsync, of a check that waits for nothing. */
export function collect<T>(faults: Fault[], check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    append(faults, error.faults);
    return undefined;
  }
}
