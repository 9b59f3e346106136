// A data set's files from where its publisher offers them.

import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { verifyFile } from '../../shared/data/verify-file.ts';
import { Retryable } from '../../shared/kernel/errors.ts';
import { reasonOf } from './retryable.ts';

const TIMEOUT_MS = 60_000;

/**
 * A file from the first mirror that gives what the manifest says.
 * @param push the command that puts it into the bucket from a machine that has it
 * @throws Retryable naming what each mirror gave instead
 */
export async function fetchFile(
  file: DatasetManifest['files'][number],
  push: string,
): Promise<Uint8Array> {
  const failures: string[] = [];
  for (const url of file.urls) {
    try {
      const answer = await fetch(url, {
        // A server that packs the .gz once more would have fetch unpack it under our feet.
        headers: { 'accept-encoding': 'identity' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      await verifyFile(file, url, bytes);
      return bytes;
    } catch (error) {
      failures.push(`${url}: ${reasonOf(error)}`);
    }
  }
  throw new Retryable(
    `${file.name} could not be downloaded (${failures.join('; ')}); to upload it from a machine that has it: ${push}`,
  );
}
