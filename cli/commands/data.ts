// `evolambda data list|get|verify`: the data sets of this machine. (`data push` is a command on AWS.)

import type { DatasetManifest, ManifestFile } from '../../shared/contracts/dataset-manifest.ts';
import { GENERATED_DIGITS_ID } from '../../shared/data/generated-digits/generated-digits.ts';
import { BUILT_IN_IDS } from '../../shared/data/manifests/built-in-manifest.ts';
import type { VerifiedFile } from '../../shared/data/verify-file.ts';
import { Corrupt, InvalidInput, missing, shown } from '../../shared/kernel/errors.ts';
import { nearest } from '../../shared/kernel/nearest.ts';
import { evolambdaCommand, pathArgument } from '../../shared/kernel/shell-command.ts';
import type { Command } from '../command.ts';
import type { DataSource } from '../data/data-source.ts';
import { dataStatus } from '../data/data-status.ts';
import { lookAround } from '../data/look-around.ts';
import { openFiles } from '../data/open-dataset.ts';
import { type ResolvedManifest, resolveManifest } from '../data/resolve-manifest.ts';
import { type FlagValues, readFlags } from '../flags.ts';
import { plainColumns } from '../plain-columns.ts';
import { RUN_FLAGS } from '../run-flags.ts';
import { processTerminal, type Terminal } from '../terminal.ts';

export const dataCommand: Command = {
  name: 'data',
  group: 'Data and search space',
  usage: 'data list|get|verify [ID|FILE]',
  purpose: 'List the data sets, download one, or verify its files',
  details: 'verify checks headers, sizes and SHA-256 hashes.',
  flags: {
    'data-dir': RUN_FLAGS['data-dir'],
    json: { type: 'switch', group: 'Output', help: 'Print the result as JSON' },
  },
  examples: [
    'evolambda data list',
    'evolambda data get fashion-mnist',
    'evolambda data verify mnist',
  ],
  run: datasets,
};

const VERBS = ['list', 'get', 'verify', 'push'];

async function datasets(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, dataCommand.flags);
  const [verb = '', dataset, ...more] = positionals;
  const terminal = processTerminal(values.json === true);
  if (verb === 'list' && dataset === undefined) return list(values, terminal);
  const isOne = dataset !== undefined && more.length === 0;
  if (verb === 'get' && isOne) return get(dataset, values, terminal, false);
  if (verb === 'verify' && isOne) return get(dataset, values, terminal, true);
  if (['get', 'verify'].includes(verb) && dataset === undefined) {
    const hint = `to list the data sets: ${evolambdaCommand('data', 'list')}`;
    const one = 'the id of a data set or the path of a manifest';
    throw new InvalidInput([missing('ID|FILE', one, hint)]);
  }
  const allowed = 'list, get ID|FILE, verify ID|FILE or, on AWS, push ID|FILE';
  if (positionals.length === 0) throw new InvalidInput([missing('data', allowed)]);
  const hint = VERBS.includes(verb) ? undefined : nearest(verb, VERBS);
  throw new InvalidInput([{ path: 'data', value: shown(positionals.join(' ')), allowed, hint }]);
}

async function list(values: FlagValues, terminal: Terminal): Promise<number> {
  const rows: string[][] = [];
  for (const id of BUILT_IN_IDS) {
    const resolved = await resolveManifest(id);
    const { where, words } = await foundOf(resolved, values);
    const { name } = resolved.manifest;
    if (values.json === true) terminal.result(JSON.stringify({ id, name, where }));
    else rows.push([id, words]);
  }
  const name = 'generated digits';
  const drawn = { id: GENERATED_DIGITS_ID, name, where: 'drawn where they are used' };
  if (values.json === true) terminal.result(JSON.stringify(drawn));
  else rows.push([drawn.id, 'generated on demand, without files; not a benchmark']);
  for (const line of plainColumns(rows)) terminal.say(line);
  return 0;
}

async function foundOf(
  resolved: ResolvedManifest,
  values: FlagValues,
): Promise<{ readonly where: string | null; readonly words: string }> {
  const { manifest } = resolved;
  const located = await lookAround(resolved, placeOf(values)).catch(corruptOrThrow);
  if (located instanceof Corrupt) {
    const [first] = located.message.split('\n');
    return { where: null, words: `not available: ${first}` };
  }
  if ('source' in located) {
    const { description } = located.source;
    if (await isAnothers(manifest, located.source)) {
      return {
        where: null,
        words: `not available: ${description} has files of the same names with different content`,
      };
    }
    return { where: description, words: description };
  }
  const cache = `the cache ${located.directory}`;
  if (located.isWhole) return { where: cache, words: cache };
  const get = evolambdaCommand('data', 'get', manifest.id);
  const words = `not available; to download it: ${get}`;
  return { where: null, words };
}

function corruptOrThrow(error: unknown): Corrupt {
  if (error instanceof Corrupt) return error;
  throw error;
}

/** Data sets may name their files alike: the smallest is read, and is its own or not. */
async function isAnothers({ files }: DatasetManifest, source: DataSource): Promise<boolean> {
  const [smallest] = files.toSorted((a, b) => (a.bytes ?? 0) - (b.bytes ?? 0));
  if (smallest === undefined) return false;
  const failure = await source.read(smallest).catch((error: unknown) => error);
  return failure instanceof Corrupt;
}

async function get(
  dataset: string,
  values: FlagValues,
  terminal: Terminal,
  isVerified: boolean,
): Promise<number> {
  const resolved = await resolveManifest(dataset);
  if (resolved.manifest.id === GENERATED_DIGITS_ID) {
    terminal.say('Generated digits are generated on demand and have no files.');
    return 0;
  }
  const { manifest, source, warnings } = await openFiles({
    dataset: resolved,
    ...placeOf(values),
    ...dataStatus(terminal),
  });
  const files: CheckedFile[] = [];
  for (const file of isVerified ? manifest.files : []) {
    const checked = checkedFile(file, await source.read(file));
    files.push(checked);
  }
  const rows = files.map(({ name, sha256 }) => [name, `sha256 ${sha256}`]);
  for (const line of plainColumns(rows)) terminal.say(line);
  for (const { message } of warnings) terminal.say(`Note on the data: ${message}`);
  const { id } = manifest;
  if (isVerified) terminal.say(`${id} in ${source.description}: ${checkedInWords(files)}`);
  else {
    const { dataDir } = placeOf(values);
    const place = dataDir === undefined ? [] : ['--data-dir', dataDir];
    const verify = evolambdaCommand('data', 'verify', pathArgument(dataset), ...place);
    terminal.say(
      `${id}: all files are in ${source.description}; to verify their content: ${verify}`,
    );
  }
  if (values.json === true) {
    const where = source.description;
    terminal.result(JSON.stringify({ id, where, ...(isVerified ? { files } : {}) }));
  }
  return 0;
}

/** What the SHA-256 of a file was checked against. */
type CheckedBy = 'manifest' | 'pin' | 'nothing';

interface CheckedFile {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly checkedBy: CheckedBy;
}

function checkedFile(file: ManifestFile, { idx, verified }: VerifiedFile): CheckedFile {
  const { sha256, bytes } = idx;
  const isStated = file.sha256 !== undefined || file.published !== undefined;
  const checkedBy = isStated ? 'manifest' : verified ? 'pin' : 'nothing';
  return { name: file.name, sha256, bytes, checkedBy };
}

function checkedInWords(files: readonly CheckedFile[]): string {
  const namesOf = (by: CheckedBy) =>
    files.filter(({ checkedBy }) => checkedBy === by).map(({ name }) => name);
  const [unchecked, pinned] = [namesOf('nothing'), namesOf('pin')];
  if (unchecked.length + pinned.length === 0) {
    return 'every file matches the SHA-256 in the manifest';
  }
  const reasons = [
    ...(pinned.length === 0
      ? []
      : [
          `matched with the SHA-256 of the first download, because the manifest has none: ${pinned.join(', ')}`,
        ]),
    ...(unchecked.length === 0
      ? []
      : [`not checked, because the manifest has no SHA-256: ${unchecked.join(', ')}`]),
  ];
  return `every file has a valid IDX header and the matching size; ${reasons.join('; ')}`;
}

function placeOf(values: FlagValues): { dataDir?: string } {
  const dataDir = values['data-dir'];
  return typeof dataDir === 'string' ? { dataDir } : {};
}
