// The SDK's clients, made once a process. Endpoint, region and credentials come from the standard chain, so
// that an emulator needs nothing but AWS_ENDPOINT_URL.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Throttled calls are tried this often, with the SDK's growing, random pauses. */
const MAX_ATTEMPTS = 8;

export interface Clients {
  readonly dynamo: DynamoDBDocumentClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly sfn: SFNClient;
}

export function makeClients(): Clients {
  const retries = { maxAttempts: MAX_ATTEMPTS };
  return {
    dynamo: documentClient(new DynamoDBClient(retries)),
    s3: new S3Client({ ...retries, forcePathStyle: hasOwnEndpoint('S3') }),
    sqs: new SQSClient({ ...retries, useQueueUrlAsEndpoint: !hasOwnEndpoint('SQS') }),
    sfn: new SFNClient(retries),
  };
}

/** A client that takes plain objects and leaves out what is undefined. */
export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** Whether a service is an emulator's: it has no host for each bucket or queue, no console and no quotas. */
export function hasOwnEndpoint(service: 'S3' | 'SQS' | 'SFN' | 'CLOUDFORMATION'): boolean {
  const { AWS_ENDPOINT_URL, [`AWS_ENDPOINT_URL_${service}`]: ofService } = process.env;
  return Boolean(ofService || AWS_ENDPOINT_URL);
}
