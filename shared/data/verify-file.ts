// Decides whether the bytes at hand are the file that the manifest means.
import type { ManifestFile } from '../contracts/dataset-manifest.ts';
import { sha256 } from '../kernel/canonical-json.ts';
import { Corrupt } from '../kernel/errors.ts';
import type { OnDataProgress } from './data-progress.ts';
import { type IdxFile, isGzip, readIdx } from './read-idx.ts';

export interface VerifiedFile {
  /** The file's path, for messages. */
  readonly name: string;
  readonly idx: IdxFile;
  /** False when the manifest states no SHA-256, so that only the format could be checked. */
  readonly verified: boolean;
}

/**
 * Checks a file against its manifest entry and decodes it. The SHA-256 of the content decides; where
 * the manifest states only that of the published .gz, nothing but that very .gz passes.
 * @param name the file's path for messages
 * @param stored the file as it lies on disk, gzip or plain
 * @throws Corrupt naming the file
 */
export async function verifyFile(
  file: ManifestFile,
  name: string,
  stored: Uint8Array,
  onProgress: OnDataProgress = () => {},
): Promise<VerifiedFile> {
  // A plain 'it is something else' by its format helps more than two hashes that differ.
  const idx = await readIdx(name, stored, file.content, (fraction) => {
    onProgress({ step: `reading ${file.name}`, fraction });
  });
  if (file.bytes !== undefined && idx.bytes !== file.bytes) {
    throw new Corrupt(
      `${name}: ${idx.bytes} bytes uncompressed; expected ${file.bytes} for ${file.role}`,
    );
  }
  if (file.sha256 !== undefined) {
    if (idx.sha256 !== file.sha256) throw differs(name, file.role, idx.sha256, file.sha256);
    return { name, idx, verified: true };
  }
  if (file.published !== undefined) {
    if (!isGzip(stored)) {
      throw new Corrupt(
        `${name}: the uncompressed content cannot be verified; expected the published ${file.name}.gz`,
      );
    }
    const found = sha256(stored);
    if (found !== file.published.sha256) {
      throw differs(name, `the published ${file.name}.gz`, found, file.published.sha256);
    }
    return { name, idx, verified: true };
  }
  return { name, idx, verified: false };
}

function differs(name: string, what: string, found: string, expected: string): Corrupt {
  return new Corrupt(`${name}: SHA-256 is ${found}; expected ${expected} for ${what}`);
}
