// `evolambda destroy --delete-data` on a stack that is as small as one can be: what it deletes, and that
// it asks before.
import {
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, expect, it } from 'vitest';
import { evolambda } from '../cli/command-line.ts';
import { environmentFor } from './aws-place.ts';
import { clientsOf } from './clients.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import { makeFunction } from './toy-function.ts';
import { makeMachine } from './toy-machine.ts';

const STACK = 'Toy';
const BUCKET = 'toy-artefacts';
const TABLE = 'toy-table';

const place = () => deployedStack().place;
const destroy = (flags: readonly string[], typed = '') =>
  evolambda(
    ['destroy', '--stack', STACK, '--delete-data', '--json', ...flags],
    typed,
    environmentFor(place()),
  );

describeOnEmulator('destroy --delete-data', () => {
  beforeAll(async () => {
    const { cloudFormation } = clientsOf(place());
    const done = { Done: { Type: 'Succeed' } };
    const outputs = {
      TableName: await makeTable(),
      BucketName: await makeBucket(),
      RunMachineArn: await makeMachine(place(), 'deleted-run', done),
      GenerationsMachineArn: await makeMachine(place(), 'deleted-generations', done),
      RunStoppedFunction: 'none',
      TrainAndScoreFunction: await makeFunction(place(), 'deleted-worker', 'return 1;'),
    };
    const TemplateBody = JSON.stringify({
      Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
      Outputs: Object.fromEntries(Object.entries(outputs).map(([key, Value]) => [key, { Value }])),
    });
    await cloudFormation.send(new CreateStackCommand({ StackName: STACK, TemplateBody }));
    const client = cloudFormation;
    await waitUntilStackCreateComplete(
      { client, maxWaitTime: 30, minDelay: 1 },
      { StackName: STACK },
    );
  });

  it.each([
    ['told beforehand', ['--confirm', 'Evolambda'], ''],
    ['typed', [], 'toy\n'],
    ['not typed', [], ''],
  ])('does nothing when another name is %s', async (_, flags, typed) => {
    const { code, stderr } = await destroy(flags, typed);
    expect(stderr).toContain('expected the name of the stack, Toy');
    expect(code).toBe(2);
    const { cloudFormation, s3 } = clientsOf(place());
    await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
    await s3.send(new HeadBucketCommand({ Bucket: BUCKET }));
  });

  it('deletes the stack, the table, and the bucket with its old versions', async () => {
    const { code, stdout, stderr } = await destroy([], `${STACK}\n`);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/deletes the table toy-table and the bucket toy-artefacts/);
    expect(JSON.parse(stdout)).toMatchObject({
      stack: STACK,
      retained: [],
      deleted: [
        { kind: 'table', name: TABLE },
        { kind: 'bucket', name: BUCKET, bytes: 'first'.length + 'second'.length },
      ],
    });
    const { dynamoDb, s3 } = clientsOf(place());
    const { TableNames } = await dynamoDb.send(new ListTablesCommand({}));
    expect(TableNames).not.toContain(TABLE);
    await expect(s3.send(new HeadBucketCommand({ Bucket: BUCKET }))).rejects.toThrow();
  });
});

/** With two versions of one object, the younger one hidden by a marker of deletion. */
async function makeBucket(): Promise<string> {
  const { s3 } = clientsOf(place());
  const object = { Bucket: BUCKET, Key: 'plans/one' };
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration }));
  await s3.send(new PutObjectCommand({ ...object, Body: 'first' }));
  await s3.send(new PutObjectCommand({ ...object, Body: 'second' }));
  await s3.send(new DeleteObjectCommand(object));
  return BUCKET;
}

async function makeTable(): Promise<string> {
  await clientsOf(place()).dynamoDb.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  return TABLE;
}
