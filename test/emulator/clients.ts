// AWS clients of the tests, all on one emulator.
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsPlace } from './aws-place.ts';

export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly dynamoDb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
  readonly sqs: SQSClient;
}

// The SDK's warning about Node 20 at every start would drown what tests say.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const made = new Map<string, Clients>();

/** The clients of a place; asked again, the same ones with their open connections. */
export function clientsOf({ endpoint, region, credentials }: AwsPlace): Clients {
  const known = made.get(endpoint);
  if (known !== undefined) return known;
  // A copy: the SDK writes into it.
  const settings = { endpoint, region, credentials: { ...credentials } };
  const clients = {
    cloudFormation: new CloudFormationClient(settings),
    dynamoDb: new DynamoDBClient(settings),
    lambda: new LambdaClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    // LocalStack answers 500 to a task token while another execution starts.
    sfn: new SFNClient({ ...settings, maxAttempts: 8 }),
    sqs: new SQSClient(settings),
  };
  made.set(endpoint, clients);
  return clients;
}
