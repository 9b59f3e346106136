// Objects of the bucket, each below its area: blobs are named by their content, checkpoints by evaluation
// key and piece. S3 shows an object whole or not at all.
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Area } from '../../shared/contracts/bucket-areas.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';
import { retryable } from './retryable.ts';

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

/** Blobs in one area of the bucket. */
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

/** Times of the pieces before, in milliseconds. */
export interface PieceTimes {
  readonly setupMs: number;
  readonly trainMs: number;
  readonly evalMs: number;
}

/**
 * The checkpoint that a piece of a long training starts from. Named by evaluation key and piece, never by
 * its bytes, so that a piece that is delivered twice finds what its first delivery left. Any of several
 * checkpoints of one piece is as good as another: all lie on the one path that the training takes.
 */
export interface PieceStart {
  readonly checkpoint: Uint8Array;
  readonly times: PieceTimes;
}

/** @param piece pieces done before */
export async function readPiece(
  bucket: Bucket,
  evaluationKey: string,
  piece: number,
): Promise<PieceStart | undefined> {
  const found = await getObject(bucket, 'checkpoints', keyOf(evaluationKey, piece));
  if (found === undefined) return undefined;
  const { setupms, trainms, evalms } = found.metadata;
  const times = { setupMs: Number(setupms), trainMs: Number(trainms), evalMs: Number(evalms) };
  return { checkpoint: found.bytes, times };
}

export async function writePiece(
  bucket: Bucket,
  evaluationKey: string,
  piece: number,
  { checkpoint, times }: PieceStart,
): Promise<void> {
  await putObject(bucket, 'checkpoints', keyOf(evaluationKey, piece), checkpoint, {
    setupms: String(times.setupMs),
    trainms: String(times.trainMs),
    evalms: String(times.evalMs),
  });
}

function keyOf(evaluationKey: string, piece: number): string {
  return `${evaluationKey}/${piece}`;
}
