// The runs that a person names to look at them together: directories of runs, and folders that hold some.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { collect, type Fault, InvalidInput, missing, shown } from '../../shared/kernel/errors.ts';
import { journalOf, LIST_RUNS } from '../embedded/run-directory.ts';
import { unusable } from '../embedded/system-error.ts';

/** A folder of runs holds them at once, or as compare-strategies does: pair-1/tournament. */
const DEPTH = 2;

const RUNS = 'the directory of a run (with journal.jsonl) or a directory of runs';

/**
 * Directories of runs, in the order in which they were named.
 * @throws InvalidInput naming each that holds no run, that was named twice, and when there is but one
 */
export function namedRuns(named: readonly string[]): string[] {
  const faults: Fault[] = [];
  const runs = named.flatMap((name) => collect(faults, () => runsUnder(name)) ?? []);
  const seen = new Map<string, string>();
  for (const run of runs) {
    const place = placeOf(run);
    const before = seen.get(place);
    if (before !== undefined) {
      const problem = before === run ? 'given twice' : `same run as ${before}`;
      faults.push({ path: run, value: shown(run), problem, allowed: 'each run once' });
    }
    seen.set(place, run);
  }
  if (runs.length < 2 && faults.length === 0) {
    const value = shown(named.join(' '));
    const allowed = 'directories of at least two runs or a directory that contains them';
    const problem = `only one run in ${value}`;
    faults.push(
      runs.length === 0
        ? missing('DIR', allowed, LIST_RUNS)
        : { path: 'DIR', value, problem, allowed, hint: LIST_RUNS },
    );
  }
  if (faults.length > 0) throw new InvalidInput(faults);
  return runs;
}

function runsUnder(name: string): string[] {
  const found = holdsRun(name) ? [name] : within(name, DEPTH);
  if (found.length > 0) return found;
  const value = shown(name);
  const problem = `${value} contains no run`;
  throw new InvalidInput([{ path: 'DIR', value, problem, allowed: RUNS, hint: LIST_RUNS }]);
}

function within(folder: string, depth: number): string[] {
  if (depth === 0) return [];
  return foldersIn(folder).flatMap((path) => (holdsRun(path) ? [path] : within(path, depth - 1)));
}

/** None in what is no folder; pair-10 comes after pair-9. */
function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .map((name) => join(folder, name));
  } catch (error) {
    throw unusable('DIR', folder, error, RUNS);
  }
}

function holdsRun(directory: string): boolean {
  try {
    const found = statSync(journalOf(directory), { throwIfNoEntry: false });
    return found?.isFile() === true && found.size > 0;
  } catch {
    // A path through a file, or a folder that may not be read, is no run.
    return false;
  }
}

/** The same for two paths to one directory. */
function placeOf(directory: string): string {
  const { dev, ino } = statSync(directory);
  return `${dev} ${ino}`;
}
