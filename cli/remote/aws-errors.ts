// What the SDK throws, sorted by who can help: the person at the keyboard, or time.
import { InvalidInput, missing, Retryable } from '../../shared/kernel/errors.ts';
import { reasonOf } from '../embedded/system-error.ts';

/** Nobody could be asked who we are, or nobody believed us. */
const CREDENTIALS = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'AuthFailure',
]);

const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden)$/;

const UNREACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ECONNRESET']);

/** The error as the command line tells it; ours pass as they are, with their exit codes. */
export function inOurWords(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  // A store of ours has said what it was about; what stopped it says who can help.
  const origin = error instanceof Retryable && error.cause instanceof Error ? error.cause : error;
  if (CREDENTIALS.has(origin.name)) return noCredentials(origin);
  if (origin.message === 'Region is missing') return noRegion();
  if (DENIED.test(origin.name)) {
    return new Retryable(`AWS denied the request: ${origin.message}`, { cause: error });
  }
  const { code } = origin as { code?: unknown };
  if (typeof code === 'string' && UNREACHED.has(code)) {
    const where = ownEndpoint() ?? 'AWS';
    return new Retryable(`${where} cannot be reached: ${reasonOf(origin)}`, { cause: error });
  }
  return '$metadata' in error
    ? new Retryable(`${error.name}: ${error.message}`, { cause: error })
    : error;
}

/** Whether the error is the service's answer that there is no such thing. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const missing =
    /^(ResourceNotFound(Exception)?|ExecutionDoesNotExist|StateMachineDoesNotExist|NoSuchBucket|NotFound)$/;
  return (
    missing.test(error.name) ||
    (error.name === 'ValidationError' && /does not exist/.test(error.message))
  );
}

/** The address of an emulator, for all services or for one. */
function ownEndpoint(): string | undefined {
  const { AWS_ENDPOINT_URL: all } = process.env;
  return all || Object.entries(process.env).find(([name]) => /^AWS_ENDPOINT_URL_/.test(name))?.[1];
}

function noCredentials(error: Error): InvalidInput {
  const hint = ownEndpoint()
    ? 'for an emulator, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to any values'
    : 'run `aws configure` or `aws sso login`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID';
  return new InvalidInput([
    {
      path: 'AWS credentials',
      value: error.name,
      problem: `not valid: ${error.message}`,
      allowed: 'credentials of an AWS account',
      hint,
    },
  ]);
}

function noRegion(): InvalidInput {
  const allowed = 'a region, such as us-east-1, in AWS_REGION or in the profile of AWS_PROFILE';
  return new InvalidInput([missing('AWS_REGION', allowed)]);
}
