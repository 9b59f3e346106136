// The page of a run as it lies in the bucket, read back as the data that it shows.
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { Bucket } from '../../functions/aws/s3-objects.ts';
import type { RunPage } from '../../shared/report/page-data.ts';

/** What a browser finds in the file. */
export function contentOf(html: string): RunPage {
  const [, json = ''] = /<script type="application\/json" id="content">(.*?)<\/script>/s.exec(
    html,
  )!;
  return JSON.parse(json);
}

export interface StoredPage {
  readonly page: RunPage;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

export async function storedPage({ name, client }: Bucket, runId: string): Promise<StoredPage> {
  const { Body, ContentType, ContentEncoding } = await client.send(
    new GetObjectCommand({ Bucket: name, Key: `reports/${runId}.html` }),
  );
  return {
    page: contentOf(await Body!.transformToString()),
    contentType: ContentType,
    contentEncoding: ContentEncoding,
  };
}
