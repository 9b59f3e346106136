// `evolambda deploy` up to where the CDK begins: settings, wherever they stand, the account's quota, and
// what pollers cost. No emulator has a quota, so the services are stood in for.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { ended, evolambda, start } from './command-line.ts';
import { fault, noStack, ok, type StandIn, stackWith, standIn } from './stand-in-aws.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const one of cleanUp.splice(0)) one();
});

/** A bootstrapped account without a stack. */
async function accountOf(quota: number): Promise<StandIn> {
  const aws = await standIn((call, sent) => {
    if (call === 'GetCallerIdentity') {
      return ok(
        '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      );
    }
    if (call === 'DescribeStacks') {
      return sent.includes('CDKToolkit') ? stackWith('CREATE_COMPLETE') : noStack();
    }
    if (call.endsWith('/account-settings')) {
      return ok({ AccountLimit: { UnreservedConcurrentExecutions: quota } });
    }
    return fault(404, 'ResourceNotFoundException');
  });
  cleanUp.push(aws.close);
  return aws;
}

function deploy(aws: StandIn, maxConcurrency: number) {
  // As on AWS: an endpoint of its own would be taken for an emulator's.
  const context = ['--context', 'local=false', '--context', `maxConcurrency=${maxConcurrency}`];
  return evolambda(['deploy', ...context], undefined, aws.env);
}

it.each([
  [10, 9, 11, 8],
  [1000, 4000, 4002, 998],
])(
  'with a quota of %i, maxConcurrency=%i is told to need %i',
  async (quota, wanted, needed, less) => {
    const { code, stderr } = await deploy(await accountOf(quota), wanted);
    expect(stderr).toContain('Nothing was deployed:');
    expect(stderr).toContain(
      `maxConcurrency=${wanted} requires ${needed} concurrent executions, but the Lambda quota of the account is ${quota};`,
    );
    expect(stderr).toContain(`--context maxConcurrency=${less}\n`);
    expect(stderr.match(/^- /gm)).toHaveLength(1);
    expect(code).toBe(1);
  },
);

it('says that an image needs a builder, and asks a service for no quota of functions', async () => {
  const aws = await accountOf(10);
  const context = ['--context', 'local=false', '--context', 'worker=fargate'];
  const env = { ...aws.env, CDK_DOCKER: 'no-such-builder' };
  const flags = [...context, '--context', 'maxConcurrency=100'];
  const { code, stderr } = await evolambda(['deploy', ...flags], undefined, env);
  expect(stderr).toContain(
    'no-such-builder does not start, so the image of the workers cannot be built',
  );
  expect(stderr.match(/^- /gm)).toHaveLength(1);
  expect(code).toBe(1);
});

it('tells what pollers cost before anything is deployed, where there are any', async () => {
  const aws = await accountOf(10);
  expect((await deploy(aws, 4000)).stdout).toContain(
    '! 2 to 400 provisioned pollers: 0.02 to 3.70 US dollars an hour',
  );
  expect((await deploy(aws, 1000)).stdout).not.toContain('pollers');
});

it('refuses settings of cdk.json as those of the command line, all at once, before AWS is asked', async () => {
  const aws = await accountOf(1000);
  const clone = cloneWith({ '@aws-cdk/core:checkSecretUsage': true, maxReceives: 0, typo: 1 });
  const child = start(['deploy', '--context', 'maxConcurrency=1'], '', aws.env, clone);
  const { code, stdout, stderr } = await ended(child);
  expect(stderr.split('\n')).toEqual([
    'Invalid input:',
    'maxConcurrency: "1" is not allowed; expected an integer from 2 to 10000',
    'maxReceives: 0 is not allowed; expected an integer from 1 to 1000',
    'typo: unknown field',
    '',
  ]);
  expect([code, stdout, aws.asked]).toEqual([2, '', []]);
});

it('lets the command line go before cdk.json', async () => {
  const aws = await accountOf(1000);
  const clone = cloneWith({ maxConcurrency: 0 });
  const context = ['--context', 'local=false', '--context', 'maxConcurrency=2000'];
  const { stderr } = await ended(start(['deploy', ...context], '', aws.env, clone));
  expect(stderr).toContain('maxConcurrency=2000 requires 2002');
});

/** What `deploy` sees of a clone, with its own cdk.json. @returns its command */
function cloneWith(context: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-deploy-'));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['evolambda', 'launch', 'node-version']) {
    cpSync(join(root, `cli/bin/${name}.mjs`), join(folder, `cli/bin/${name}.mjs`));
  }
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  mkdirSync(join(folder, 'infra'));
  writeFileSync(join(folder, 'infra/synth.mjs'), '');
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ context }));
  return join(folder, 'cli/bin/evolambda.mjs');
}
