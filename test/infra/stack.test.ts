// What the resources promise, each line a thing that would cost data, money or sleep if it changed.
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { appWith, templateWith } from './synthesized.ts';
import { plain, resourceAt, resourcesOf } from './template-in-words.ts';

const template = templateWith();
const assert = Template.fromJSON(template as unknown as Record<string, unknown>);

describe('the table', () => {
  it('is on demand, restorable to a point in time, expires items, and outlives the stack', () => {
    assert.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }].map(
          Match.objectLike,
        ),
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
  });
});

describe('the bucket', () => {
  it('is encrypted, versioned, closed to the public, and outlives the stack', () => {
    assert.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: Match.objectLike({
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
      }),
    });
  });

  it('answers TLS only', () => {
    assert.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ],
      },
    });
  });

  it('lets checkpoints, poison and leftovers expire, and nothing else', () => {
    const { LifecycleConfiguration } = resourceAt(template, 'ArtefactBucket/Bucket').Properties!;
    expect(LifecycleConfiguration).toEqual({
      Rules: [
        {
          Id: 'checkpoints-expire',
          Prefix: 'checkpoints/',
          ExpirationInDays: 30,
          Status: 'Enabled',
        },
        { Id: 'poison-expire', Prefix: 'poison/', ExpirationInDays: 90, Status: 'Enabled' },
        {
          Id: 'leftovers',
          NoncurrentVersionExpiration: { NoncurrentDays: 7 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          ExpiredObjectDeleteMarker: true,
          Status: 'Enabled',
        },
      ],
    });
  });
});

describe('data of an earlier stack', () => {
  it('can be adopted: nothing is made, functions and outputs name what there is', () => {
    const adopted = templateWith({ useTable: 'old-table', useBucket: 'old-bucket' });
    expect(resourcesOf(adopted, 'AWS::DynamoDB::GlobalTable')).toEqual([]);
    expect(resourcesOf(adopted, 'AWS::S3::Bucket')).toEqual([]);
    const { Environment } = resourceAt(adopted, 'Plan/Function').Properties!;
    expect(Environment).toMatchObject({
      Variables: { EVOLAMBDA_TABLE: 'old-table', EVOLAMBDA_BUCKET: 'old-bucket' },
    });
    expect(adopted.Outputs.TableName!.Value).toBe('old-table');
    expect(adopted.Outputs.BucketName!.Value).toBe('old-bucket');
  });

  it('goes with the stack only when asked', () => {
    const gone = templateWith({ keepData: 'false' });
    for (const path of ['RunStore/Table', 'ArtefactBucket/Bucket']) {
      expect(resourceAt(gone, path).DeletionPolicy).toBe('Delete');
    }
  });
});

describe('the fan-out', () => {
  it.each([
    ['TrainAndScore', 'Queue'],
    ['DeadLetter', 'DeadLetters'],
  ])('hides a message from others for six times the timeout of %s', (name, queue) => {
    const { Timeout } = resourceAt(template, `${name}/Function`).Properties!;
    const { VisibilityTimeout } = resourceAt(template, `TrainingFanOut/${queue}`).Properties!;
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Number(Timeout));
  });

  it('follows the settings: timeout, deliveries, concurrency', () => {
    const small = templateWith({ workerTimeoutSeconds: 60, maxReceives: 7, maxConcurrency: 50 });
    expect(resourceAt(small, 'TrainingFanOut/Queue').Properties).toMatchObject({
      VisibilityTimeout: 360,
      RedrivePolicy: { maxReceiveCount: 7 },
    });
    expect(mappingOf(small, 'TrainAndScore')).toMatchObject({
      ScalingConfig: { MaximumConcurrency: 50 },
    });
  });

  it('gives a worker one message at a time, and takes failures item by item', () => {
    expect(mappingOf(template, 'TrainAndScore')).toMatchObject({
      BatchSize: 1,
      EventSourceArn: '<TrainingFanOut/Queue.Arn>',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 8 },
    });
    expect(mappingOf(template, 'DeadLetter')).toMatchObject({
      BatchSize: 10,
      EventSourceArn: '<TrainingFanOut/DeadLetters.Arn>',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('has pollers of its own above 1,000 workers, no more than they are, and tells their price', () => {
    const large = templateWith({ maxConcurrency: 4_005 });
    const mapping = mappingOf(large, 'TrainAndScore');
    expect(mapping).toMatchObject({
      ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 400 },
    });
    expect(mapping).not.toHaveProperty('ScalingConfig');
    const { PollerPrice } = large.Outputs!;
    expect(PollerPrice!.Value).toBe(
      '2 to 400 provisioned pollers: 0.02 to 3.70 US dollars an hour, the least of it also while no run is running; no budget counts them',
    );
    expect(template.Outputs).not.toHaveProperty('PollerPrice');
  });

  it('sends a message to the dead letters after its fifth delivery, encrypted, over TLS only', () => {
    expect(plain(template, resourceAt(template, 'TrainingFanOut/Queue').Properties)).toMatchObject({
      RedrivePolicy: {
        deadLetterTargetArn: '<TrainingFanOut/DeadLetters.Arn>',
        maxReceiveCount: 5,
      },
      SqsManagedSseEnabled: true,
    });
    assert.resourcePropertiesCountIs(
      'AWS::SQS::QueuePolicy',
      {
        PolicyDocument: {
          Statement: [
            Match.objectLike({
              Effect: 'Deny',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ],
        },
      },
      2,
    );
  });
});

describe('a run that was stopped', () => {
  it('is told to RunStopped, from the console too', () => {
    const { EventPattern, Targets } = resourceAt(template, 'StoppedRuns/Rule').Properties!;
    expect(plain(template, EventPattern)).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: [`${STATES}:stateMachine:Evolambda-run`],
        status: ['ABORTED', 'FAILED', 'TIMED_OUT'],
      },
    });
    expect(plain(template, Targets)).toMatchObject([{ Arn: '<RunStopped/Function.Arn>' }]);
  });
});

describe('a second stack', () => {
  it('shares no name with the first', () => {
    const names = (stackName: string) => JSON.stringify(templateWith({ stackName }));
    expect(names('Second')).not.toMatch(/Evolambda-|"Evolambda"/);
  });
});

describe('a stack for an emulator', () => {
  it('allows plain http and deploys with the caller, all else as for AWS', () => {
    const local = templateWith({ local: true });
    const kinds = (of: typeof template) => resourcesOf(of).map(({ Type, path }) => [Type, path]);
    const policies = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy'];
    expect(kinds(local)).toEqual(kinds(template).filter(([type]) => !policies.includes(type!)));
    const [stack] = appWith({ local: true }).synth().stacks;
    expect(stack!.assumeRoleArn).toBeUndefined();
  });
});

const STATES = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>';

function mappingOf(of: typeof template, name: string): unknown {
  const mappings = resourcesOf(of, 'AWS::Lambda::EventSourceMapping');
  const [mapping] = mappings.filter(({ path }) => path.startsWith(`${name}/`));
  return plain(of, mapping!.Properties);
}
