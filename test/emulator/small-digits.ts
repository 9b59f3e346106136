// The small data set in the bucket of a stack, and the stack's stores.
import { documentClient } from '../../functions/aws/clients.ts';
import { pushDataset } from '../../functions/aws/s3-dataset.ts';
import { smallDigitsBytes, smallDigitsManifest } from '../data/small-digits.ts';
import { clientsOf } from './clients.ts';
import type { DeployedStack } from './deployed-stack.ts';

export async function pushSmallDigits({ place, outputs }: DeployedStack): Promise<void> {
  const bucket = { name: outputs.BucketName, client: clientsOf(place).s3 };
  await pushDataset(bucket, smallDigitsManifest, smallDigitsBytes);
}

/** The stack's table and bucket, as the functions' adapters take them. */
export function storesOf({ place, outputs }: DeployedStack) {
  const { dynamoDb, s3 } = clientsOf(place);
  return {
    table: { name: outputs.TableName, client: documentClient(dynamoDb) },
    bucket: { name: outputs.BucketName, client: s3 },
  };
}
