// What a search that is told is told: one answer for each evaluation that was asked for, whole.

import * as z from 'zod';
import type { EvaluationFact, PlannedEvaluation } from '../../shared/contracts/ledger-events.ts';
import { parseInput } from '../../shared/contracts/parse.ts';
import { collect, type Fault, InvalidInput, missing, shown } from '../../shared/kernel/errors.ts';
import { append } from '../../shared/kernel/long-lists.ts';
import { plainData } from '../../shared/kernel/plain-data.ts';

/** What came of it: a number for each objective; null where it diverged, or, with a status, was lost. */
export interface Answer {
  readonly candidateId: string;
  readonly replicate: number;
  readonly objectives?: Readonly<Record<string, number>> | null;
  /** `failed`: nothing is known of the genome. */
  readonly status?: 'completed' | 'diverged' | 'failed';
}

export type Outcome = Pick<EvaluationFact, 'status' | 'objectives'>;

const answerSchema = z.strictObject({
  candidateId: z.string(),
  replicate: z.int().min(0),
  objectives: z.unknown().optional(),
  status: z.enum(['completed', 'diverged', 'failed']).optional(),
});

type Given = z.output<typeof answerSchema>;

/**
 * Outcomes by their evaluation keys.
 * @throws InvalidInput with every fault unless there is one answer for each evaluation, whole
 */
export function outcomesOf(
  open: readonly PlannedEvaluation[],
  answers: readonly Answer[],
  names: readonly string[],
): Map<string, Outcome> {
  const list = parseInput(z.array(z.unknown()), plainData(answers), 'answers');
  const faults: Fault[] = [];
  const wanted = new Map(open.map((one) => [nameOf(one), one.evaluationKey]));
  const outcomes = new Map<string, Outcome>();
  for (const [index, answer] of list.entries()) {
    const path = `answers[${index}]`;
    const given = collect(faults, () => parseInput(answerSchema, answer, path));
    if (given === undefined) continue;
    const name = nameOf(given);
    const key = wanted.get(name);
    if (key === undefined) {
      const allowed = 'a candidate and replicate that ask() returned';
      faults.push({ path, value: shown(name), allowed });
    } else if (outcomes.has(key)) {
      const problem = `second answer for ${shown(name)}`;
      const allowed = 'one answer per candidate and replicate';
      faults.push({ path, value: shown(name), problem, allowed });
    } else {
      append(faults, objectiveFaults(given, names, path));
      outcomes.set(key, outcomeOf(given, names));
    }
  }
  for (const [name, key] of wanted) {
    if (outcomes.has(key)) continue;
    faults.push({ ...missing('answers', ''), problem: `answer for ${name} is missing` });
  }
  if (faults.length > 0) throw new InvalidInput(faults);
  return outcomes;
}

function nameOf({ candidateId, replicate }: { candidateId: string; replicate: number }): string {
  return `${candidateId} ${replicate}`;
}

/** Of its objectives those that the search declares: of others it knows nothing. */
function outcomeOf({ objectives, status }: Given, names: readonly string[]): Outcome {
  const isLost = objectives === null || objectives === undefined;
  // Of an answer with faults, which is never used, it may be anything.
  const values = objectives as Readonly<Record<string, number>>;
  return {
    status: status ?? (isLost ? 'diverged' : 'completed'),
    objectives: isLost
      ? null
      : Object.fromEntries(names.map((name) => [name, values[name] as number])),
  };
}

function objectiveFaults(
  { objectives, status }: Given,
  names: readonly string[],
  answer: string,
): Fault[] {
  const path = `${answer}.objectives`;
  if (status === 'diverged' || status === 'failed') {
    if (objectives === null || objectives === undefined) return [];
    return [{ path, value: shown(objectives), allowed: `null with status ${status}` }];
  }
  if (objectives === null && status === undefined) return [];
  if (typeof objectives !== 'object' || objectives === null) {
    const allowed = `an object with a number for ${names.join(', ')}, or null if it diverged`;
    const problem = objectives === undefined ? 'missing' : undefined;
    return [{ path, value: shown(objectives), problem, allowed }];
  }
  return names
    .map((name) => ({ name, value: Reflect.get(objectives, name) as unknown }))
    .filter(({ value }) => !Number.isFinite(value))
    .map(({ name, value }) => ({
      path: `${path}.${name}`,
      value: shown(value),
      problem: value === undefined ? 'missing' : undefined,
      allowed: 'a finite number',
      hint: 'if it diverged, use objectives: null',
    }));
}
