// Where AWS answers in a test: an endpoint with its region, and the environment that leads there.
export const TEST_REGION = 'us-east-1';
export const TEST_ACCOUNT = '000000000000';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface AwsPlace {
  /** Such as http://127.0.0.1:4566. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/** Emulators take them from everybody. */
export const TEST_CREDENTIALS: Credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** The emulator that AWS_ENDPOINT_URL names, with what else of it the environment tells. */
export function placeInEnvironment(env: NodeJS.ProcessEnv): AwsPlace | undefined {
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = env;
  if (!endpoint) return undefined;
  return {
    endpoint,
    region: env.AWS_REGION || env.AWS_DEFAULT_REGION || TEST_REGION,
    credentials:
      AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
        ? { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY }
        : TEST_CREDENTIALS,
  };
}

/** The variables that make the SDK, the command line and CDK talk to this place. */
export function variablesOf(place: AwsPlace): Readonly<Record<string, string>> {
  const { endpoint, region, credentials } = place;
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}

/** The environment of a child process that shall reach this place and no account of the person's. */
export function environmentFor(place: AwsPlace): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return { ...Object.fromEntries(own), ...variablesOf(place) };
}

/** A role that exists in a bootstrapped account and may do everything, for what tests make by hand. */
export function anyRole({ region }: AwsPlace): string {
  return `arn:aws:iam::${TEST_ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${TEST_ACCOUNT}-${region}`;
}
