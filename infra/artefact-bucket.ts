// The bucket of data, plans, checkpoints, champions and pages of runs, an area each. Checkpoints and poison expire;
// the rest belongs to a run and stays, as the bucket itself does.
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Area } from '../shared/contracts/bucket-areas.ts';
import type { StackSettings } from './settings.ts';

// Thirty days, like the arrivals of a run: after that a stopped run trains the evaluation anew.
const CHECKPOINT_DAYS = 30;
const POISON_DAYS = 90;
// A key is written once, or replaced by the same content or a run's younger page, so an older version is
// of use to undo a mistake of a person only.
const NONCURRENT_DAYS = 7;
const UNFINISHED_UPLOAD_DAYS = 1;

export class ArtefactBucket extends Construct {
  readonly bucket: Pick<IBucket, 'bucketArn' | 'bucketName' | 'arnForObjects'>;

  constructor(scope: Construct, id: string, settings: StackSettings) {
    super(scope, id);
    this.bucket = settings.useBucket
      ? Bucket.fromBucketName(this, 'Bucket', settings.useBucket)
      : this.#make(settings);
  }

  #make(settings: StackSettings): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: !settings.local,
      versioned: true,
      lifecycleRules: [
        expiry('checkpoints', CHECKPOINT_DAYS),
        expiry('poison', POISON_DAYS),
        {
          id: 'leftovers',
          noncurrentVersionExpiration: Duration.days(NONCURRENT_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(UNFINISHED_UPLOAD_DAYS),
          expiredObjectDeleteMarker: true,
        },
      ],
      removalPolicy: settings.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only the roles of this stack read and write here. A bucket of access logs would add cost; CloudTrail data events can be enabled instead.',
    });
    return bucket;
  }
}

function expiry(area: Area, days: number) {
  return { id: `${area}-expire`, prefix: `${area}/`, expiration: Duration.days(days) };
}
