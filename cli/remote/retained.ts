// What outlives a stack: its table and its bucket, with what they weigh, and their end.
import { DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
} from '@aws-sdk/client-s3';
import { NANO, PRICES } from '../../functions/aws/prices.ts';
import { counted } from '../../shared/kernel/counted.ts';
import { Retryable } from '../../shared/kernel/errors.ts';
import { isMissing } from './aws-errors.ts';
import type { Stack } from './stack.ts';

export interface Retained {
  readonly kind: 'table' | 'bucket';
  readonly name: string;
  /** Of a table as DynamoDB counts it, every six hours or so; of a bucket with all versions. */
  readonly bytes: number;
  /** Storage alone, without backups. */
  readonly usdPerMonth: number;
}

type Stores = Pick<Stack, 'table' | 'bucket'>;

const BYTES_PER_GB = 1e9;

/** Those of the two that are there. */
export async function retained({ table, bucket }: Stores): Promise<Retained[]> {
  const sizes = [
    { kind: 'table', name: table.name, bytes: await tableBytes({ table }) },
    { kind: 'bucket', name: bucket.name, bytes: await bucketBytes({ bucket }) },
  ] as const;
  return sizes.flatMap(({ kind, name, bytes }) => {
    if (bytes === undefined) return [];
    const nano = kind === 'table' ? PRICES.dynamoGbMonth : PRICES.s3GbMonth;
    return [{ kind, name, bytes, usdPerMonth: ((bytes / BYTES_PER_GB) * nano) / NANO }];
  });
}

export async function deleteTable({ table }: Pick<Stores, 'table'>): Promise<void> {
  await table.client.send(new DeleteTableCommand({ TableName: table.name }));
}

/**
 * Empties a bucket, old versions and markers of deletion included, and deletes it.
 * @throws Retryable when S3 keeps an object
 */
export async function deleteBucket({ bucket }: Pick<Stores, 'bucket'>): Promise<void> {
  const { name, client } = bucket;
  for (;;) {
    // From the start each time: what was listed is gone.
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: name }),
    );
    const Objects = [...Versions, ...DeleteMarkers].map(
      ({ Key = '', VersionId }): ObjectIdentifier => ({ Key, VersionId }),
    );
    if (Objects.length === 0) break;
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket: name, Delete: { Objects, Quiet: true } }),
    );
    const [first] = Errors;
    if (first !== undefined) {
      throw new Retryable(
        `S3 did not delete ${counted(Errors.length, 'object')}; the first is ${first.Key}: ${first.Message}`,
      );
    }
  }
  await client.send(new DeleteBucketCommand({ Bucket: name }));
}

async function tableBytes({ table }: Pick<Stores, 'table'>): Promise<number | undefined> {
  try {
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName: table.name }));
    return Table?.TableStatus === 'DELETING' ? undefined : (Table?.TableSizeBytes ?? 0);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function bucketBytes({ bucket }: Pick<Stores, 'bucket'>): Promise<number | undefined> {
  const { name, client } = bucket;
  try {
    await client.send(new HeadBucketCommand({ Bucket: name }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  let bytes = 0;
  let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (next !== undefined) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket: name, ...next }),
    );
    for (const { Size = 0 } of page.Versions ?? []) bytes += Size;
    const { IsTruncated, NextKeyMarker = '', NextVersionIdMarker = '' } = page;
    next =
      IsTruncated === true
        ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker }
        : undefined;
  }
  return bytes;
}
