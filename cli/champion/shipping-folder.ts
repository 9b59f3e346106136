// The folder that a network is to be written to: one that can take its files, and holds no other's.
import { access, constants, lstat, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Fault, InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { FORMATS, type Format } from '../../shared/report/formats.ts';
import { FILES_OF, type ShippedFiles } from '../../shared/report/shipped-files.ts';
import { unusable } from '../embedded/system-error.ts';

/**
 * Before the work whose files it is to take.
 * @param name what the person called the folder
 * @throws InvalidInput where it cannot be made or written in, with each file or folder in the way
 */
export async function expectFolder(
  name: string,
  folder: string,
  formats: readonly Format[],
): Promise<void> {
  const paths = formats.flatMap((format) => FILES_OF[format]).map((path) => join(folder, path));
  const inTheWay = new Set<string>();
  for (const place of new Set([folder, ...paths.map(dirname)])) {
    const last = await lastThere(resolve(place));
    if (!(await isDirectory(last))) inTheWay.add(`${shown(last)} is not a directory`);
  }
  for (const path of paths) {
    if (await isDirectory(path)) inTheWay.add(`${shown(path)} is a directory`);
  }
  if (inTheWay.size > 0) {
    const allowed = 'a writable directory or a path where one can be created';
    throw new InvalidInput(
      [...inTheWay].map((problem) => ({ path: name, value: shown(folder), problem, allowed })),
    );
  }
  await access(await lastThere(resolve(folder)), constants.W_OK).catch((error: unknown) => {
    throw unusable(name, folder, error);
  });
}

/** The place itself, else the nearest above it that is there; a link to nothing is there. */
export async function lastThere(place: string): Promise<string> {
  const found = await lstat(place).catch(() => undefined);
  return found !== undefined || dirname(place) === place ? place : lastThere(dirname(place));
}

async function isDirectory(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isDirectory() === true;
}

/** What is to be written beside what may lie there. */
export interface Shipment {
  readonly genomeHash: string;
  /** That are to be written. */
  readonly formats: readonly Format[];
  /** That this network can be written in. */
  readonly possible: readonly Format[];
  filesOf(formats: readonly Format[]): Promise<ShippedFiles>;
}

/**
 * A folder with the files of two networks would be taken for one's.
 * @param name what the person called the folder
 * @throws InvalidInput naming each file there that would not be written over and is not this network's
 */
export async function refuseMixture(
  name: string,
  folder: string,
  { genomeHash, formats, possible, filesOf }: Shipment,
): Promise<void> {
  const there = new Map<string, Buffer>();
  const left: Format[] = [];
  for (const format of FORMATS.filter((one) => !formats.includes(one))) {
    for (const path of FILES_OF[format]) {
      const content = await readFile(join(folder, path)).catch(() => undefined);
      if (content !== undefined) there.set(path, content);
      if (content !== undefined && possible.includes(format)) left.push(format);
    }
  }
  const files = await filesOf(left);
  const network = { folder, files, genomeHash };
  const faults: Fault[] = [...there]
    .filter(([path, content]) => !isOfNetwork(content, join(folder, path), network))
    .map(([path]) => ({
      path: name,
      value: shown(folder),
      problem: `${shown(folder)} contains ${path} of another network`,
      allowed: 'a directory without files of another network',
    }));
  if (faults.length > 0) throw new InvalidInput(faults);
}

/** Whether a file in a folder is one of the files of a network. */
export function isOfNetwork(
  content: Buffer,
  path: string,
  network: { readonly folder: string; readonly files: ShippedFiles; readonly genomeHash: string },
): boolean {
  const { folder, files, genomeHash } = network;
  const name = relative(folder, path).replaceAll(sep, '/');
  // A card tells how far the run is, too.
  if (name === FILES_OF.card[0]) return content.includes(`Genome hash ${genomeHash}`);
  const expected = files.get(name);
  return expected !== undefined && content.equals(Buffer.from(expected));
}
