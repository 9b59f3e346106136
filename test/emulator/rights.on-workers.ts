// The rights of the functions, which the emulator enforces in all tests, and the sealed test split: only ScoreTest
// may read it.
import { GetFunctionConfigurationCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../shared/contracts/function-table.ts';
import { clientsOf } from './clients.ts';
import { outputOf } from './executions.ts';
import { finishedRun } from './finished-run.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import { storesOf } from './small-digits.ts';
import { storedPage } from './stored-page.ts';

describeOnEmulator('with rights enforced', () => {
  const stack = deployedStack();
  it('every step of a run may write its page', async () => {
    const { runId, execution } = await finishedRun();
    const { page } = outputOf(execution);
    const bucket = storesOf(stack).bucket;
    expect(page).toBe(`s3://${bucket.name}/reports/${runId}.html`);
    const { head, model, evaluations } = (await storedPage(bucket, runId)).page;
    expect([head.isFinished, head.misclassified === null, model === null]).toEqual([
      true,
      false,
      false,
    ]);
    const trained = evaluations.filter(({ dispatch }) => dispatch === 'train');
    expect(trained.filter(({ training }) => training === null)).toEqual([]);
    // Six stages, three generations and the final phase, and the end.
    const { Versions } = await bucket.client.send(
      new ListObjectVersionsCommand({ Bucket: bucket.name, Prefix: `reports/${runId}` }),
    );
    expect(Versions).toHaveLength(6 + 1);
  });

  it.each(FUNCTION_NAMES)('%s may read the test split only if it is ScoreTest', async (name) => {
    const { s3 } = clientsOf(stack.place);
    const Bucket = stack.outputs.BucketName;
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'data-test/' }),
    );
    expect(Contents).toHaveLength(2);
    const asFunction = await clientOf(name);
    const reading = asFunction.send(new GetObjectCommand({ Bucket, Key: Contents[0]!.Key }));
    if (name === 'ScoreTest') expect((await reading).ContentLength).toBeGreaterThan(0);
    else await expect(reading).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  /** An S3 client with the credentials that a function has. */
  async function clientOf(name: string): Promise<S3Client> {
    const { place } = stack;
    const { lambda } = clientsOf(place);
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    const found = Functions.find(({ FunctionName }) => FunctionName!.includes(`-${name}Function`));
    const { Role } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: found!.FunctionName }),
    );
    const settings = { endpoint: place.endpoint, region: place.region };
    const sts = new STSClient({ ...settings, credentials: { ...place.credentials } });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: Role, RoleSessionName: 'test' }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
    return new S3Client({
      ...settings,
      forcePathStyle: true,
      credentials: {
        accessKeyId: AccessKeyId!,
        secretAccessKey: SecretAccessKey!,
        sessionToken: SessionToken!,
      },
    });
  }
});
