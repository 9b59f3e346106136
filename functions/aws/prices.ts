// What AWS charges in one region, in nano-dollars, so that sums are whole numbers. Region us-east-1,
// looked up 2026-11 on https://aws.amazon.com/{lambda,sqs,dynamodb,s3,step-functions}/pricing; other
// regions differ by some percent.

/** Nano-dollars of one US dollar. */
export const NANO = 1e9;

export const PRICES = {
  region: 'us-east-1',
  date: '2026-11',
  /** x86, for a gigabyte during a second. */
  lambdaGbSecond: 16_666.7,
  lambdaRequest: 200,
  /** Linux x86 on demand, for an hour. https://aws.amazon.com/fargate/pricing */
  fargateVcpuHour: 40_480_000,
  fargateGbHour: 4_445_000,
  sqsRequest: 400,
  /** On-demand units of 1 KB written and 4 KB read (half for eventual reads). */
  dynamoWriteUnit: 625,
  dynamoReadUnit: 125,
  s3Put: 5_000,
  s3Get: 400,
  stepTransition: 25_000,
  /** Storage, for a gigabyte during a month. */
  s3GbMonth: 23_000_000,
  dynamoGbMonth: 250_000_000,
} as const;
