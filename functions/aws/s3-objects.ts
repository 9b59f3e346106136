// Objects of the bucket, each below its area.
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Area } from '../../shared/contracts/bucket-areas.ts';

export interface Bucket {
  readonly name: string;
  readonly client: S3Client;
}

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}

export async function putObject(
  { name, client }: Bucket,
  area: Area,
  key: string,
  bytes: Uint8Array,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  await client.send(
    new PutObjectCommand({
      Bucket: name,
      Key: `${area}/${key}`,
      Body: bytes,
      Metadata: { ...metadata },
    }),
  );
}

/** An object, or undefined where there is none. */
export async function getObject(
  { name, client }: Bucket,
  area: Area,
  key: string,
): Promise<StoredObject | undefined> {
  try {
    const { Body, Metadata } = await client.send(
      new GetObjectCommand({ Bucket: name, Key: `${area}/${key}` }),
    );
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    return { bytes, metadata: Metadata ?? {} };
  } catch (error) {
    if (error instanceof NoSuchKey || isNotFound(error)) return undefined;
    throw error;
  }
}

/** Whether the error is S3's answer that there is no such object. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}
