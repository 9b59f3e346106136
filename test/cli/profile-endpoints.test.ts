// Endpoints of the AWS profile count as those of the environment do: addresses of S3, links to the console, errors.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { consoleLink } from '../../cli/remote/executions.ts';
import { adoptProfileEndpoints } from '../../cli/remote/profile-endpoints.ts';
import { hasOwnEndpoint, makeClients } from '../../functions/aws/clients.ts';
import { putObject } from '../../functions/aws/s3-objects.ts';
import { evolambda } from './command-line.ts';
import { ok, type StandIn, standIn } from './stand-in-aws.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-profile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:Runs:first';
const KEYS = 'aws_access_key_id = test\naws_secret_access_key = test\n';
let files = 0;

/** The environment of a person whose profile has these lines. */
function environment(profile: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  files += 1;
  const path = join(folder, `config-${files}`);
  writeFileSync(path, profile.replace('[profile local]\n', `[profile local]\n${KEYS}`));
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^AWS_/.test(name))),
    ...{ AWS_CONFIG_FILE: path, AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials' },
    ...{ AWS_PROFILE: 'local', AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' },
    ...more,
  };
}

describe('a profile with endpoints', () => {
  beforeEach(() => {
    for (const name of Object.keys(process.env))
      if (/^AWS_/.test(name)) vi.stubEnv(name, undefined);
  });
  afterEach(() => vi.unstubAllEnvs());

  async function adopted(
    profile: string,
    more: NodeJS.ProcessEnv = {},
  ): Promise<NodeJS.ProcessEnv> {
    for (const [name, value] of Object.entries(environment(profile, more))) vi.stubEnv(name, value);
    await adoptProfileEndpoints();
    return Object.fromEntries(
      Object.entries(process.env).filter(([name]) => /^AWS_ENDPOINT_URL/.test(name)),
    );
  }

  it('addresses S3 by path there, and links to no console', async () => {
    const aws: StandIn = await standIn(() => ok(''));
    try {
      const { AWS_ENDPOINT_URL: url } = aws.env;
      await adopted(`[profile local]\nendpoint_url = ${url}\n`);
      const bucket = { name: 'artefacts', client: makeClients().s3 };
      await putObject(bucket, 'data-train', 'a'.repeat(64), Buffer.from('x'));
      expect(aws.asked).toEqual([`PUT /artefacts/data-train/${'a'.repeat(64)}`]);
      expect(consoleLink(EXECUTION)).toBeNull();
    } finally {
      aws.close();
    }
  });

  it('without endpoints is AWS itself, with its console', async () => {
    expect(await adopted('[profile local]\nregion = eu-west-1\n')).toEqual({});
    expect(consoleLink(EXECUTION)).toContain('console.aws.amazon.com');
    expect(hasOwnEndpoint('S3')).toBe(false);
  });

  const services = '[services here]\ns3 =\n  endpoint_url = http://s3:1\n';
  it('gives each service its own', async () => {
    const profile = `[profile local]\nservices = here\nendpoint_url = http://all:1\n${services}`;
    expect(await adopted(profile)).toEqual({
      AWS_ENDPOINT_URL_S3: 'http://s3:1',
      AWS_ENDPOINT_URL: 'http://all:1',
    });
  });

  it('with an endpoint of S3 alone leaves the console to AWS', async () => {
    await adopted(`[profile local]\nservices = here\n${services}`);
    expect([hasOwnEndpoint('S3'), hasOwnEndpoint('SFN')]).toEqual([true, false]);
    expect(consoleLink(EXECUTION)).toContain('console.aws.amazon.com');
  });

  it('goes behind the environment', async () => {
    const profile = `[profile local]\nservices = here\nendpoint_url = http://all:1\n${services}`;
    const own = { AWS_ENDPOINT_URL: 'http://env:1' };
    expect(await adopted(profile, own)).toEqual(own);
    vi.stubEnv('AWS_ENDPOINT_URL', undefined);
    const s3 = { AWS_ENDPOINT_URL_S3: 'http://env-s3:1' };
    expect(await adopted(profile, s3)).toEqual({ ...s3, AWS_ENDPOINT_URL: 'http://all:1' });
  });

  it.each([
    ['the environment', '', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }],
    ['the profile', 'ignore_configured_endpoint_urls = true\n', {}],
  ])('counts for nothing where %s says so', async (_, line, more) => {
    const profile = `[profile local]\nendpoint_url = http://all:1\n${line}`;
    expect(await adopted(profile, { ...more, AWS_ENDPOINT_URL: 'http://env:1' })).toEqual({});
    expect(hasOwnEndpoint('S3')).toBe(false);
  });

  it('is named by a command that cannot reach it, and by one that misses its services', async () => {
    const nowhere = environment('[profile local]\nendpoint_url = http://127.0.0.1:9\n');
    const unreached = await evolambda(['status'], undefined, nowhere);
    expect(unreached.stderr).toContain('http://127.0.0.1:9 cannot be reached');
    expect(unreached.code).toBe(1);
    const missing = await evolambda(
      ['status'],
      '',
      environment('[profile local]\nservices = gone\n'),
    );
    expect(missing.stderr).toContain('services of the AWS profile local: "gone" does not exist');
    expect([missing.code, missing.stdout]).toEqual([2, '']);
  });
});
