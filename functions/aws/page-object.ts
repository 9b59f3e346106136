// The page of a run in the bucket: one object a run, written over as the run goes on. It is not packed, so that
// whatever fetches it has a file that a browser opens.
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Area } from '../../shared/contracts/bucket-areas.ts';
import { type Bucket, getObject, isNotFound } from './s3-objects.ts';

const AREA: Area = 'reports';

/** As `aws s3 cp` takes it. */
export function pageAddress(bucket: Pick<Bucket, 'name'>, runId: string): string {
  return `s3://${bucket.name}/${AREA}/${nameOf(runId)}`;
}

export async function putPage(
  { name, client }: Bucket,
  runId: string,
  html: string,
  abortSignal: AbortSignal,
): Promise<void> {
  const command = new PutObjectCommand({
    Bucket: name,
    Key: `${AREA}/${nameOf(runId)}`,
    Body: html,
    ContentType: 'text/html; charset=utf-8',
    CacheControl: 'no-cache',
  });
  await client.send(command, { abortSignal });
}

export async function hasPage({ name, client }: Bucket, runId: string): Promise<boolean> {
  try {
    await client.send(new HeadObjectCommand({ Bucket: name, Key: `${AREA}/${nameOf(runId)}` }));
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** The text of a run's page, or undefined where none was written yet. */
export async function getPage(bucket: Bucket, runId: string): Promise<string | undefined> {
  const found = await getObject(bucket, AREA, nameOf(runId));
  return found && new TextDecoder().decode(found.bytes);
}

function nameOf(runId: string): string {
  return `${runId}.html`;
}
