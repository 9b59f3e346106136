// A data set small enough that a whole run on the emulator takes seconds: generated digits, in files,
// pushed to the bucket as a person's own data set is.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentClient } from '../../functions/aws/clients.ts';
import { pushDataset } from '../../functions/aws/s3-dataset.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import { generatedDigits } from '../../shared/data/generated-digits/generated-digits.ts';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import { type SealedTest, sealTest } from '../../shared/data/sealed-test.ts';
import { idx } from '../data/idx-fixture.ts';
import { clientsOf } from './clients.ts';
import type { DeployedStack } from './deployed-stack.ts';

export const SMALL_DIGITS = 'small-digits';

const generated = generatedDigits({ train: 1200, test: 200, seed: 3 });
const manifest = { ...generated.manifest, id: SMALL_DIGITS };

export async function openSmallDigits(): Promise<{ dataset: Dataset; sealedTest: SealedTest }> {
  const { dataset } = await loadDataset(manifest, generated.read);
  return { dataset, sealedTest: sealTest(manifest, generated.read, dataset) };
}

export async function pushSmallDigits({ place, outputs }: DeployedStack): Promise<void> {
  const bucket = { name: outputs.BucketName, client: clientsOf(place).s3 };
  await pushDataset(bucket, manifest, bytesOf);
}

/** As a person has a data set: a manifest with its files beside it. @returns the manifest's path */
export async function writeSmallDigits(directory: string): Promise<string> {
  for (const file of manifest.files) {
    writeFileSync(join(directory, file.name), await bytesOf(file));
  }
  const path = join(directory, 'manifest.json');
  writeFileSync(path, JSON.stringify(manifest));
  return path;
}

async function bytesOf(file: (typeof manifest.files)[number]): Promise<Uint8Array> {
  const { idx: content } = await generated.read(file);
  return idx([...content.dimensions], content.data);
}

/** The stack's table and bucket, as the functions' adapters take them. */
export function storesOf({ place, outputs }: DeployedStack) {
  const { dynamoDb, s3 } = clientsOf(place);
  return {
    table: { name: outputs.TableName, client: documentClient(dynamoDb) },
    bucket: { name: outputs.BucketName, client: s3 },
  };
}
