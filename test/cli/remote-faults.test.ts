// What can be wrong with a command on AWS before AWS is asked, and when nobody answers there: each is
// said in words that name it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evolambda } from './command-line.ts';

/** Nobody listens there, and no account of the person's is reached by mistake. */
const NOWHERE: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
};

function without(...names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(NOWHERE).filter(([name]) => !names.includes(name)));
}

async function expectFault(
  args: readonly string[],
  code: number,
  words: readonly string[],
  env = NOWHERE,
): Promise<void> {
  const ended = await evolambda(args, undefined, env);
  for (const word of words) expect(ended.stderr).toContain(word);
  expect(ended.stderr).not.toMatch(/\n\s+at /);
  expect([ended.code, ended.stdout]).toEqual([code, '']);
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-remote-faults-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a command on AWS', () => {
  it.each([
    [['watch'], ['RUN: missing']],
    [['stop', 'a', 'b'], ['RUN: "a b" is not allowed']],
    [['results', '../a'], ['RUN: "../a" is not allowed']],
    [['resume', 'a/b', '--stack', 'Evolambda'], ['RUN: "a/b" is not allowed']],
    [
      ['status', 'a', 'b'],
      ['RUN', 'or no id for all runs'],
    ],
    [['status', '--stack', '1st'], ['--stack: "1st" is not allowed']],
    [['start', 'one'], ['start: "one" is not allowed; expected only flags']],
    [
      ['start', '--workers', '2'],
      ['--workers', 'unknown flag; --help lists the flags'],
    ],
    [
      ['data', 'pull', 'mnist'],
      ['data: "pull mnist" is not allowed', 'did you mean push?'],
    ],
    [['data', 'push'], ['"data push" is not allowed']],
    [['destroy', 'all'], ['destroy: "all" is not allowed']],
    [
      [
        'deploy',
        '--context',
        'a',
        '--context',
        'stackName=B',
        '--context',
        'c=1',
        '--context',
        'c=2',
      ],
      ['"a" is not allowed; expected NAME=VALUE', 'expected the flag --stack B', 'c given twice'],
    ],
  ])('%j is refused before AWS is asked', async (args, words) => {
    await expectFault(args, 2, words);
  });

  it('takes the stack’s name from the environment, and says so', async () => {
    const env = { ...NOWHERE, EVOLAMBDA_STACK: 'a stack' };
    await expectFault(['cost'], 2, ['EVOLAMBDA_STACK: "a stack" is not allowed'], env);
  });

  it('starts no run with settings that are wrong, and names all of them', async () => {
    const config = join(folder, 'bad.json');
    const bad = { seed: -1, dataset: '../mnist', budgetUsd: 0, typo: 1, resume: 'first' };
    writeFileSync(config, JSON.stringify({ ...bad, resume: undefined }));
    const words = [
      '--name: "a b" is not allowed',
      'seed: -1 is not allowed',
      'dataset: "',
      'budgetUsd: 0 is not allowed',
    ];
    await expectFault(['start', '--config', config, '--name', 'a b'], 2, [
      ...words,
      'typo: unknown field',
    ]);
    const objectives = [{ name: 'los', direction: 'minimize' }];
    writeFileSync(config, JSON.stringify({ budgetUsd: 1, objectives }));
    await expectFault(['start', '--config', config], 2, ['objectives[0].name', 'mean loss?']);
    writeFileSync(config, JSON.stringify({ resume: 'first' }));
    await expectFault(['start', '--config', config], 2, ['evolambda resume RUN --stack NAME']);
  });

  it('starts no run with genes that only a trainer module knows', async () => {
    const space = join(folder, 'custom.json');
    const genes = { step: { type: 'integer', min: 1, max: 9, mutation: 0.2 } };
    writeFileSync(space, JSON.stringify({ kind: 'custom', genes }));
    await expectFault(['start', '--space', space], 2, ['space.kind: "custom" is not allowed']);
  });

  it('says whom it cannot reach', async () => {
    await expectFault(['status'], 1, ['http://127.0.0.1:9 cannot be reached', 'ECONNREFUSED']);
  });

  it('says what credentials are, where there are none', async () => {
    const env = without('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY');
    await expectFault(
      ['status'],
      2,
      ['AWS credentials', 'for an emulator, set AWS_ACCESS_KEY_ID'],
      env,
    );
    const { AWS_ENDPOINT_URL: _, ...onAws } = env;
    await expectFault(['status'], 2, ['AWS credentials', 'aws sso login'], onAws);
  });

  it('deploys nothing without region and credentials, and names both', async () => {
    const env = without('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION');
    await expectFault(['deploy'], 2, ['AWS_REGION: missing', 'AWS credentials'], env);
  });

  it('deploys nothing with settings that are wrong, and names all of them, before AWS is asked', async () => {
    const wrong = ['maxConcurrency=1', 'roundSeconds=soon', 'maxConcurency=5'];
    const context = wrong.flatMap((setting) => ['--context', setting]);
    await expectFault(['deploy', ...context], 2, [
      'maxConcurrency: "1" is not allowed; expected an integer from 2 to 10000',
      'roundSeconds: "soon" is not allowed; expected an integer from 5 to 86400',
      'maxConcurency: unknown field; did you mean maxConcurrency?',
    ]);
  });

  it('pushes generated digits nowhere, for they are drawn where they are used', async () => {
    const { code, stdout } = await evolambda(
      ['data', 'push', 'generated-digits'],
      undefined,
      NOWHERE,
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining('no upload is necessary')]);
  });
});

it('the commands on this machine load nothing of AWS', () => {
  const bundle = fileURLToPath(new URL('../../dist/main.mjs', import.meta.url));
  expect(readFileSync(bundle, 'utf8')).not.toMatch(/["']@(aws-sdk|smithy|aws-lambda-powertools)\//);
});
