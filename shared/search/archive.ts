// All readings of all genomes so far, and how genomes stand against each other by them.

import type { Objectives, ObjectiveValue } from '../contracts/evaluation.ts';
import type { Genome } from '../contracts/genome.ts';
import type { ObjectiveDeclaration } from '../contracts/run-config.ts';
import { greatest, least } from '../kernel/long-lists.ts';
import type { Told } from './strategy.ts';

/** One training of a genome, as far as ranking needs it; null: it diverged. */
interface Reading {
  readonly examples: number;
  readonly replicate: number;
  readonly value: ObjectiveValue | null;
  /** Of objectives that do not steer the search; absent where there are none. */
  readonly others?: Objectives;
}

interface Entry {
  /** The first candidate that had this genome. */
  readonly candidateId: string;
  readonly genome: Genome;
  readonly parameters?: number;
  readonly readings: readonly Reading[];
}

/**
 * By genome hash, in shards by its first digits: adding a score copies one shard, so that a search of many small
 * generations takes time in proportion to its length. Failed and censored evaluations carry no score and are left out.
 */
export type Archive = Readonly<Record<string, Shard>>;

type Shard = Readonly<Record<string, Entry>>;

/** 256 shards of hexadecimal hashes. */
const SHARD_DIGITS = 2;

function shardOf(genomeHash: string): string {
  return genomeHash.slice(0, SHARD_DIGITS);
}

function entryOf(archive: Archive, genomeHash: string): Entry | undefined {
  return archive[shardOf(genomeHash)]?.[genomeHash];
}

/** Hashes of all genomes with a score, in no order that means anything. */
export function genomesIn(archive: Archive): string[] {
  return Object.values(archive).flatMap((shard) => Object.keys(shard));
}

export interface Standing {
  readonly genomeHash: string;
  readonly candidateId: string;
  readonly genome: Genome;
  /** Absent where nobody knows them before a training. */
  readonly parameters?: number;
  /** Of the largest budget that the genome was trained on; the rest is about these trainings. */
  readonly examples: number;
  readonly replicates: number;
  /** Mean over the replicates; null when one of them diverged. */
  readonly fitness: number | null;
  /** Sample standard deviation over √replicates; null below two replicates. */
  readonly standardError: number | null;
}

/** The archive with a batch's readings added; a reading known already counts once. */
export function withReadings(
  archive: Archive,
  results: readonly Told[],
  objective: ObjectiveDeclaration,
): Archive {
  const next: Record<string, Record<string, Entry>> = { ...archive };
  const copied = new Set<string>();
  for (const told of results) {
    if (told.status !== 'completed' && told.status !== 'diverged') continue;
    const { genomeHash, candidateId, genome, replicate, budget } = told;
    const entry = entryOf(next, genomeHash) ?? {
      candidateId,
      genome,
      ...sizeOf(told),
      readings: [],
    };
    const { examples } = budget;
    const isKnown = entry.readings.some(
      (other) => other.replicate === replicate && other.examples === examples,
    );
    if (isKnown) continue;
    const value = told.objectives?.[objective.name] ?? null;
    const others = Object.entries(told.objectives ?? {}).filter(
      ([name]) => name !== objective.name,
    );
    const more = others.length === 0 ? {} : { others: Object.fromEntries(others) };
    const reading = { examples, replicate, value, ...more };
    const key = shardOf(genomeHash);
    const shard = copied.has(key) ? (next[key] ?? {}) : { ...next[key] };
    shard[genomeHash] = { ...entry, readings: [...entry.readings, reading] };
    next[key] = shard;
    copied.add(key);
  }
  return next;
}

/** How one genome stands, or undefined when nothing is known of it. */
export function standingOf(archive: Archive, genomeHash: string): Standing | undefined {
  const entry = entryOf(archive, genomeHash);
  if (entry === undefined) return undefined;
  const { examples, readings } = longestReadings(entry);
  const values = readings.map((reading) => reading.value);
  const known = values.filter((value) => value !== null);
  const isWhole = known.length === values.length;
  const { candidateId, genome } = entry;
  return {
    genomeHash,
    candidateId,
    genome,
    ...sizeOf(entry),
    examples,
    replicates: values.length,
    fitness: isWhole ? meanOf(known) : null,
    standardError: isWhole && known.length > 1 ? standardErrorOf(known) : null,
  };
}

/** Those on the largest budget that a genome was trained on. */
function longestReadings({ readings }: Entry): Pick<Entry, 'readings'> & { examples: number } {
  const examples = readings.reduce((most, reading) => Math.max(most, reading.examples), 0);
  return { examples, readings: readings.filter((reading) => reading.examples === examples) };
}

/** Mean of an objective that does not steer the search, over the trainings that make a genome's fitness. */
export function meanOfOther(
  archive: Archive,
  genomeHash: string,
  name: string,
): number | undefined {
  const entry = entryOf(archive, genomeHash);
  const { readings } = entry === undefined ? { readings: [] } : longestReadings(entry);
  const values = readings.flatMap(({ others }) => others?.[name] ?? []);
  return values.length > 0 && values.length === readings.length ? meanOf(values) : undefined;
}

/** All standings, best first: the order of `compareRanked`. */
export function ranking(archive: Archive, objective: ObjectiveDeclaration): Standing[] {
  return genomesIn(archive)
    .map((hash) => standingOf(archive, hash))
    .filter((standing) => standing !== undefined)
    .sort((a, b) => compareRanked(a, b, objective));
}

/** What an order of genomes depends on. */
export type Ranked = Pick<Standing, 'genomeHash' | 'examples' | 'fitness' | 'parameters'>;

/**
 * The definition of "best": negative when `a` ranks before `b`. Genomes trained on larger budgets come
 * first, then the better mean over replicates, with the ties of `compareStandings`.
 */
export function compareRanked(a: Ranked, b: Ranked, objective: ObjectiveDeclaration): number {
  return b.examples - a.examples || compareStandings(a, b, objective);
}

/** The best score of one evaluation, on any budget: a selected score, which no replicate corrects. */
export function bestSingleScore(
  archive: Archive,
  { direction }: ObjectiveDeclaration,
): number | undefined {
  const scores = Object.values(archive)
    .flatMap((shard) => Object.values(shard))
    .flatMap(({ readings }) => readings)
    .flatMap(({ value }) => (value === null ? [] : objectiveNumber(value)));
  if (scores.length === 0) return undefined;
  return direction === 'maximize' ? greatest(scores) : least(scores);
}

/**
 * Negative when `a` is better. The one place where the direction of optimisation counts: diverged
 * genomes last; ties go to fewer parameters where they are known, then to the smaller genome hash.
 */
export function compareStandings(
  a: Omit<Ranked, 'examples'>,
  b: Omit<Ranked, 'examples'>,
  objective: ObjectiveDeclaration,
): number {
  if (a.fitness === null || b.fitness === null) {
    if (a.fitness !== null) return -1;
    if (b.fitness !== null) return 1;
  }
  const sign = objective.direction === 'maximize' ? -1 : 1;
  const difference = sign * compareNumbers(a.fitness ?? 0, b.fitness ?? 0);
  const larger = (a.parameters ?? 0) - (b.parameters ?? 0);
  return difference || larger || (a.genomeHash < b.genomeHash ? -1 : 1);
}

/** An absent number stays absent: a state is compared as JSON. */
function sizeOf({ parameters }: Pick<Standing, 'parameters'>): Pick<Standing, 'parameters'> {
  return parameters === undefined ? {} : { parameters };
}

/** The number of an objective's value: an accuracy as a fraction. */
export function objectiveNumber(value: ObjectiveValue): number {
  return typeof value === 'number' ? value : value.correct / value.total;
}

/** The score of an evaluation in one objective; undefined where it has none. */
export function objectiveScore(
  objectives: Objectives | null | undefined,
  name: string,
): number | undefined {
  if (!objectives || !Object.hasOwn(objectives, name)) return undefined;
  const value = objectives[name];
  return value === undefined ? undefined : objectiveNumber(value);
}

/** The lowest replicate number that a genome has not been trained with. */
export function nextReplicate(archive: Archive, genomeHash: string): number {
  const used = entryOf(archive, genomeHash)?.readings.map((reading) => reading.replicate) ?? [];
  return used.reduce((most, replicate) => Math.max(most, replicate), -1) + 1;
}

/** Accuracies are added up as counts, so that the mean does not depend on the order. */
function meanOf(values: readonly ObjectiveValue[]): number {
  const counts = values.filter((value) => typeof value !== 'number');
  if (counts.length === values.length) {
    const correct = counts.reduce((sum, value) => sum + value.correct, 0);
    return correct / counts.reduce((sum, value) => sum + value.total, 0);
  }
  const numbers = values.map(objectiveNumber).sort((a, b) => a - b);
  return averageOf(numbers);
}

/**
 * Between the smallest and the largest number, which rounding alone would not keep: the mean of equal
 * numbers is that number. Large ones, whose sum is beyond all numbers, are divided before they are added.
 * @param numbers in ascending order
 */
function averageOf(numbers: readonly number[]): number {
  const [least = 0] = numbers;
  const most = numbers.at(-1) ?? 0;
  const sum = numbers.reduce((all, value) => all + value, 0) / numbers.length;
  const average = Number.isFinite(sum)
    ? sum
    : numbers.reduce((all, value) => all + value / numbers.length, 0);
  return Math.min(Math.max(average, least), most);
}

function standardErrorOf(values: readonly ObjectiveValue[]): number {
  const numbers = values.map(objectiveNumber).sort((a, b) => a - b);
  const mean = averageOf(numbers);
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / (numbers.length - 1) / numbers.length);
  return Math.min(error, Number.MAX_VALUE);
}

function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
