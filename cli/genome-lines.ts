// Genomes as `evaluate` is given them: from a file or standard input, whole or a line each.
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { z } from 'zod';
import { DEFAULT_KIND, type Genome } from '../shared/contracts/genome.ts';
import { parseInput } from '../shared/contracts/parse.ts';
import { kindOf } from '../shared/genome/kinds/registry.ts';
import { InvalidInput, missing, shown } from '../shared/kernel/errors.ts';
import { placeProblem } from './embedded/system-error.ts';
import type { FlagValues } from './flags.ts';
import { jsonProblem, parseJson } from './json-file.ts';

interface GenomeText {
  readonly text: string;
  /** What its faults are put under. */
  readonly name: string;
}

/**
 * Lines as they come with --lines, else all of them.
 * @throws InvalidInput when there are none to read
 */
export async function genomesIn(
  values: FlagValues,
): Promise<AsyncIterable<GenomeText> | GenomeText[]> {
  return values.lines === true ? linesOf(values) : genomeTexts(values);
}

/** Lines as they come. @throws InvalidInput when they are to come from a file */
function linesOf({ genome: source }: FlagValues): AsyncIterable<GenomeText> {
  if (source !== '-') {
    const allowed = '- with --lines, for genomes from standard input';
    throw new InvalidInput([
      source === undefined
        ? missing('--genome', allowed)
        : { path: '--genome', value: shown(source), allowed },
    ]);
  }
  return arriving();
}

async function* arriving(): AsyncGenerator<GenomeText> {
  let number = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    number += 1;
    if (line.trim() !== '') yield { text: line, name: `line ${number}` };
  }
}

/** One genome over as many lines as it likes, or a genome a line. */
async function genomeTexts({ genome: source }: FlagValues): Promise<GenomeText[]> {
  const allowed = 'a file with a genome as JSON or JSON lines, or - for standard input';
  if (typeof source !== 'string') throw new InvalidInput([missing('--genome', allowed)]);
  const refused = (problem: string) =>
    new InvalidInput([{ path: '--genome', value: shown(source), problem, allowed }]);
  const whole = await (source === '-'
    ? text(process.stdin)
    : readFile(source, 'utf8').catch((error: unknown) => {
        throw refused(placeProblem(source, error));
      }));
  if (whole.trim() === '') throw refused(`${shown(source)} is empty`);
  const lines = whole
    .split('\n')
    .map((line, index) => ({ text: line, name: `line ${index + 1}` }))
    .filter((line) => line.text.trim() !== '');
  // What is within a genome over many lines is indented, or no genome.
  const isLineEach = lines.filter(({ text }) => text.startsWith('{')).length > 1;
  return isLineEach && !isJson(whole) ? lines : [{ text: whole, name: 'genome' }];
}

function isJson(words: string): boolean {
  try {
    parseJson(words);
    return true;
  } catch {
    return false;
  }
}

/** @param root what its faults are put under @throws InvalidInput with every fault */
export function readGenome(line: string, root: string): Genome {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    const value = shown(line);
    const problem = jsonProblem(value, error);
    throw new InvalidInput([{ path: root, value, problem, allowed: 'a genome as JSON' }]);
  }
  const kind = (value as { kind?: unknown } | null)?.kind ?? DEFAULT_KIND;
  return parseInput(schemaOf(kind, root), value, root) as Genome;
}

function schemaOf(kind: unknown, root: string): z.ZodType {
  try {
    return kindOf(kind).genomeSchema;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(
      error.faults.map((fault) => ({ ...fault, path: `${root}.${fault.path}` })),
    );
  }
}
