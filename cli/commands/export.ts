// `evolambda export DIR --csv|--jsonl`: all evaluations of a run as a table.
import { stat } from 'node:fs/promises';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { columnsOf, evaluationRows, type Row } from '../../shared/report/evaluations-table.ts';
import { csvCell } from '../../shared/report/table-columns.ts';
import type { Command } from '../command.ts';
import { readJournal } from '../embedded/file-run-store.ts';
import { journalOf, oneDirectory, stateOf } from '../embedded/run-directory.ts';
import { unusable } from '../embedded/system-error.ts';
import { writeWhole } from '../embedded/write-whole.ts';
import { readFlags } from '../flags.ts';
import { FORCE, type IsOwn, refuseOverwriting } from '../overwrite.ts';

export const exportCommand: Command = {
  name: 'export',
  group: 'Results',
  usage: 'export DIR --csv|--jsonl',
  purpose: 'Export all evaluations of a run as a table',
  flags: {
    csv: {
      type: 'switch',
      group: 'Output',
      help: 'Write comma-separated values with a header line',
    },
    jsonl: { type: 'switch', group: 'Output', help: 'Write one JSON object per line' },
    out: {
      type: 'text',
      group: 'Output',
      value: 'FILE',
      help: 'File to write',
      without: 'standard output',
    },
    force: FORCE,
  },
  examples: ['evolambda export runs/seven --csv --out evaluations.csv'],
  run: exportTable,
};

async function exportTable(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, exportCommand.flags);
  const directory = oneDirectory(positionals);
  if ((values.csv === true) === (values.jsonl === true)) {
    const both = '--csv is not allowed together with --jsonl';
    const problem = values.csv === true ? both : 'format missing';
    const value = values.csv === true ? '--csv and --jsonl' : shown(undefined);
    throw new InvalidInput([{ path: 'export', value, problem, allowed: '--csv or --jsonl' }]);
  }
  const rows = evaluationRows(stateOf(directory, await readJournal(journalOf(directory))));
  const table = values.csv === true ? await inCsv(rows) : inJsonLines(rows);
  const { out } = values;
  if (typeof out === 'string') {
    const isDirectory = await stat(out)
      .then((found) => found.isDirectory())
      .catch(() => false);
    if (isDirectory) {
      const value = shown(out);
      const problem = `${value} is a directory`;
      throw new InvalidInput([{ path: '--out', value, problem, allowed: 'a writable file' }]);
    }
    const isOwn: IsOwn = (content) => content.equals(Buffer.from(table));
    await refuseOverwriting('--out', [out], values, isOwn);
    await writeWhole(out, table).catch((error: unknown) => {
      throw unusable('--out', out, error, 'a writable file');
    });
  } else process.stdout.write(table);
  return 0;
}

/** Loaded here, so that no other command waits for it. */
async function inCsv(rows: readonly Row[]): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  const columns = columnsOf(rows);
  const cells = rows.map((row) => columns.map((name) => csvCell(name, row[name] ?? null)));
  return stringify([columns, ...cells], {
    cast: { boolean: String },
  });
}

function inJsonLines(rows: readonly Row[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
