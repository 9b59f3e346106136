// A home of its own for each test of openDataset: directories, a manifest, a server, an empty cache.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach } from 'vitest';
import { type OpenDatasetOptions, openDataset } from '../../cli/data/open-dataset.ts';
import { type FileServer, startFileServer, whole } from './file-server.ts';
import type { Files, manifestJson } from './idx-fixture.ts';

let home: string;
export let server: FileServer;

/** Called once by each file of tests. */
export function useTinyHome(): void {
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'evolambda-data-'));
    server = await startFileServer();
  });
  afterEach(async () => {
    await server.close();
    await rm(home, { recursive: true });
  });
}

export const at = (...parts: string[]) => join(home, ...parts);

export async function putFiles(directory: string, files: Files, gz = false): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [role, bytes] of Object.entries(files)) {
    await writeFile(join(directory, `${role}.idx${gz ? '.gz' : ''}`), gz ? gzipSync(bytes) : bytes);
  }
}

/** Writes a manifest into a directory of its own. */
export async function putManifest(json: object): Promise<string> {
  await mkdir(at('manifests'), { recursive: true });
  await writeFile(at('manifests', 'tiny.json'), JSON.stringify(json));
  return at('manifests', 'tiny.json');
}

export function withUrls(json: ReturnType<typeof manifestJson>): typeof json {
  for (const file of json.files) file.urls = [`${server.base}${file.name}.gz`];
  return json;
}

export function serve(files: Files): void {
  for (const [role, bytes] of Object.entries(files)) {
    server.answers.set(`/${role}.idx.gz`, [whole(gzipSync(bytes))]);
  }
}

export async function openTiny(json: object, options: OpenDatasetOptions = {}) {
  return openManifest(await putManifest(json), options);
}

/** @param dataset the path of a manifest */
export function openManifest(dataset: string, options: OpenDatasetOptions = {}) {
  return openDataset({
    dataset,
    environment: { EVOLAMBDA_CACHE_DIR: at('cache') },
    root: at('package'),
    ...options,
  });
}
