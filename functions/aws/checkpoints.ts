// Checkpoints between the pieces of a long training: named by evaluation key and piece, never by their
// bytes, so that a piece that is delivered twice finds what its first delivery left. Any of several
// checkpoints of one piece is as good as another: all lie on the one path that the training takes.
import { type Bucket, getObject, putObject } from './s3-objects.ts';

/** Times of the pieces before, in milliseconds. */
export interface PieceTimes {
  readonly setupMs: number;
  readonly trainMs: number;
  readonly evalMs: number;
}

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
