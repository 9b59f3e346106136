// All observations of all genomes so far, and how each genome stands by them.

import type { Objectives, ObjectiveValue } from '../contracts/evaluation.ts';
import type { Genome } from '../contracts/genome.ts';
import type { ObjectiveDeclaration } from '../contracts/objective.ts';
import { bestScore, compareCandidates, type Ranked } from './compare-candidates.ts';
import type { Told } from './strategy.ts';

/** One evaluation of a genome, as far as ranking and weight inheritance need it. */
interface Observation {
  readonly evaluationKey: string;
  readonly examples: number;
  readonly replicate: number;
  /** Null: it diverged. */
  readonly objectives: Objectives | null;
}

interface Entry {
  /** The first candidate that had this genome. */
  readonly candidateId: string;
  readonly genome: Genome;
  readonly parameters?: number;
  readonly observations: readonly Observation[];
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

/** Whether a genome has an observation. */
export function isInArchive(archive: Archive, genomeHash: string): boolean {
  return entryOf(archive, genomeHash) !== undefined;
}

export interface Standing extends Ranked {
  readonly candidateId: string;
  readonly genome: Genome;
  /** Of the largest budget that the genome was trained on; the rest is about these trainings. */
  readonly examples: number;
  readonly replicates: number;
  /** Mean of the first objective over the replicates; null when one of them diverged. */
  readonly fitness: number | null;
  /** Means over the replicates of every objective that each of them has; none when one of them diverged. */
  readonly values: Readonly<Record<string, number>>;
  /** Sample standard deviation over √replicates; null below two replicates. */
  readonly standardError: number | null;
}

/** The archive with the observations of a generation added; one that is known already counts once. */
export function withObservations(archive: Archive, results: readonly Told[]): Archive {
  const next: Record<string, Record<string, Entry>> = { ...archive };
  const copied = new Set<string>();
  for (const told of results) {
    if (told.status !== 'completed' && told.status !== 'diverged') continue;
    const { genomeHash, candidateId, genome, replicate, evaluationKey, budget } = told;
    const entry = entryOf(next, genomeHash) ?? {
      candidateId,
      genome,
      ...sizeOf(told),
      observations: [],
    };
    const { examples } = budget;
    const isKnown = entry.observations.some(
      (other) => other.replicate === replicate && other.examples === examples,
    );
    if (isKnown) continue;
    const observation = { evaluationKey, examples, replicate, objectives: told.objectives };
    const key = shardOf(genomeHash);
    const shard = copied.has(key) ? (next[key] ?? {}) : { ...next[key] };
    shard[genomeHash] = { ...entry, observations: [...entry.observations, observation] };
    next[key] = shard;
    copied.add(key);
  }
  return next;
}

/** How one genome stands, or undefined when nothing is known of it. */
export function standingOf(
  archive: Archive,
  genomeHash: string,
  objective: ObjectiveDeclaration,
): Standing | undefined {
  const entry = entryOf(archive, genomeHash);
  if (entry === undefined) return undefined;
  const { examples, observations } = atLargestBudget(entry);
  const scores = observations.flatMap(({ objectives }) => valueIn(objectives, objective.name));
  const isWhole = scores.length === observations.length;
  const { candidateId, genome } = entry;
  return {
    genomeHash,
    candidateId,
    genome,
    ...sizeOf(entry),
    examples,
    replicates: observations.length,
    fitness: isWhole ? meanOf(scores) : null,
    values: isWhole ? meansOf(observations) : {},
    standardError: isWhole && scores.length > 1 ? standardErrorOf(scores) : null,
  };
}

/** Those on the largest budget that a genome was trained on. */
function atLargestBudget(entry: Entry): Pick<Entry, 'observations'> & { examples: number } {
  const examples = entry.observations.reduce((most, one) => Math.max(most, one.examples), 0);
  return { examples, observations: entry.observations.filter((one) => one.examples === examples) };
}

/** By objective; of those that every observation has. */
function meansOf(observations: readonly Observation[]): Record<string, number> {
  const names = Object.keys(observations[0]?.objectives ?? {});
  return Object.fromEntries(
    names.flatMap((name) => {
      const values = observations.flatMap(({ objectives }) => valueIn(objectives, name));
      return values.length === observations.length ? [[name, meanOf(values)] as const] : [];
    }),
  );
}

/** None where the evaluation diverged or lacks the objective. */
function valueIn(objectives: Objectives | null, name: string): ObjectiveValue[] {
  const value =
    objectives !== null && Object.hasOwn(objectives, name) ? objectives[name] : undefined;
  return value === undefined ? [] : [value];
}

/** All standings, best first: the order of `compareCandidates`. */
export function ranking(archive: Archive, objective: ObjectiveDeclaration): Standing[] {
  return genomesIn(archive)
    .map((hash) => standingOf(archive, hash, objective))
    .filter((standing) => standing !== undefined)
    .sort((a, b) => compareCandidates(a, b, objective));
}

/** The best score of one evaluation, on any budget: a selected score, which no replicate corrects. */
export function bestSingleScore(
  archive: Archive,
  objective: ObjectiveDeclaration,
): number | undefined {
  const scores = Object.values(archive)
    .flatMap((shard) => Object.values(shard))
    .flatMap(({ observations }) => observations)
    .flatMap(({ objectives }) => valueIn(objectives, objective.name))
    .map(objectiveNumber);
  return bestScore(scores, objective);
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
  const used = entryOf(archive, genomeHash)?.observations.map(({ replicate }) => replicate) ?? [];
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
