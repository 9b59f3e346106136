// Blobs in one area of the bucket, named by their content. S3 shows an object whole or not at all.
import type { Area } from '../../shared/contracts/bucket-areas.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';
import { retryable } from './retryable.ts';
import { type Bucket, getObject, putObject } from './s3-objects.ts';

export function s3BlobStore(bucket: Bucket, area: Area): BlobStore {
  return {
    put: async (bytes) => {
      const name = sha256(bytes);
      await retryable(`cannot write ${area}/${name}`, putObject(bucket, area, name, bytes));
      return name;
    },
    get: async (name) => {
      const found = await retryable(`cannot read ${area}/${name}`, getObject(bucket, area, name));
      if (found === undefined) throw new Corrupt(`not found in the bucket: ${area}/${name}`);
      if (sha256(found.bytes) !== name) throw new Corrupt(`${area}/${name} is damaged`);
      return found.bytes;
    },
  };
}
