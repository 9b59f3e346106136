// What `evolambda list` prints of a run. To read a long journal takes seconds, so its line is kept beside the journal
// and is valid while the journal's length and its end are the same: a journal only grows.
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { objectiveSchema } from '../shared/contracts/objective.ts';
import { sha256 } from '../shared/kernel/canonical-json.ts';
import { counted } from '../shared/kernel/counted.ts';
import { printedFitness } from '../shared/report/printed-objective.ts';
import { bestOf, isFinishing } from '../shared/search/campaign.ts';
import { strategies } from '../shared/search/registry.ts';
import { endOfSearch } from '../shared/steps/run-result.ts';
import { fold, type RunState } from '../shared/steps/run-state.ts';
import { readJournal } from './embedded/file-run-store.ts';
import { journalOf } from './embedded/run-directory.ts';
import { writeWhole } from './embedded/write-whole.ts';

const listedSchema = z.object({
  state: z.string(),
  dataset: z.string(),
  /** What `best` is a value of: the primary objective. */
  objective: z.string().nullable(),
  /** How its values are printed. */
  format: objectiveSchema.shape.format.unwrap().nullable(),
  unit: objectiveSchema.shape.unit,
  /** The best mean over replicates; null while nothing completed. */
  best: z.number().nullable(),
  bestCandidate: z.string().nullable(),
  test: z.number().nullable(),
  startedAt: z.string().nullable(),
  ledgerHash: z.string().nullable(),
});

export type ListedRun = Readonly<z.output<typeof listedSchema>> & { readonly directory: string };

/** The file's name, and its format: a version that computes one of the fields otherwise has a number of its own. */
const FILE = 'listing.json';
const FORMAT = 3;
const keptSchema = z.object({
  format: z.literal(FORMAT),
  journal: z.object({ bytes: z.number(), end: z.string() }),
  run: listedSchema,
});

/** Bytes at the end of a journal that tell it from another of the same length. */
const END_BYTES = 4096;

/** @returns null where the journal holds nothing yet */
export async function listedRun(directory: string): Promise<ListedRun | null> {
  try {
    // Before the journal is read: what a running search appends meanwhile makes the kept line invalid.
    const journal = await journalMark(directory);
    const kept = await keptListing(directory);
    if (kept?.journal.bytes === journal.bytes && kept.journal.end === journal.end) {
      return { directory, ...kept.run };
    }
    const events = await readJournal(journalOf(directory));
    if (events.length === 0) return null;
    const run = listed(fold(events, strategies));
    await keep(directory, { format: FORMAT, journal, run });
    return { directory, ...run };
  } catch {
    return { directory, ...DAMAGED };
  }
}

/** Keeps the line of a run that has ended, so that the first `list` need not read its journal. */
export async function keepListing(directory: string, state: RunState): Promise<void> {
  const journal = await journalMark(directory).catch(() => undefined);
  if (journal !== undefined) await keep(directory, { format: FORMAT, journal, run: listed(state) });
}

/** Whether a process works on a run now is not looked at: what is not ended can be resumed. */
export function stateInWords(state: RunState): string {
  const stop = endOfSearch(state);
  if (state.finished !== null) return stop === null ? 'ended' : `ended by ${stop}`;
  if (isFinishing(state.campaign)) return 'in the final phase';
  const closed = state.batches.filter(({ facts }) => facts !== null).length;
  return `unfinished, ${counted(closed, 'generation')}`;
}

function listed(state: RunState): z.output<typeof listedSchema> {
  const { champion } = state.finished ?? {};
  const best = bestOf(state.campaign);
  const objective = printedFitness(state.started);
  const [exported] = champion?.testScores ?? [];
  return {
    state: stateInWords(state),
    dataset: state.started.data.id,
    objective: objective.name,
    format: objective.format,
    ...(objective.unit === undefined ? {} : { unit: objective.unit }),
    best: best?.fitness ?? null,
    bestCandidate: best?.candidateId ?? null,
    test: exported ? exported.correct / exported.total : null,
    startedAt: state.started.at,
    ledgerHash: state.ledgerHash,
  };
}

const DAMAGED: z.output<typeof listedSchema> = {
  state: 'damaged, or written by another version',
  dataset: '?',
  ...{ objective: null, format: null, best: null, bestCandidate: null },
  ...{ test: null, startedAt: null, ledgerHash: null },
};

type Kept = z.output<typeof keptSchema>;

async function journalMark(directory: string): Promise<Kept['journal']> {
  const file = await open(journalOf(directory), 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(size, END_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return { bytes: size, end: sha256(buffer.subarray(0, bytesRead)) };
  } finally {
    await file.close();
  }
}

async function keptListing(directory: string): Promise<Kept | undefined> {
  try {
    return keptSchema.parse(JSON.parse(await readFile(join(directory, FILE), 'utf8')));
  } catch {
    // Absent, damaged or of another version: it is made again.
    return undefined;
  }
}

/** A run in a directory that may not be written is listed all the same. */
async function keep(directory: string, kept: Kept): Promise<void> {
  await writeWhole(join(directory, FILE), `${JSON.stringify(kept)}\n`).catch(() => undefined);
}
