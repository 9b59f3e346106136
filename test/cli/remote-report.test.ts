// `evolambda report RUN --stack NAME`: the page that the bucket holds, or in words that there is none.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { evolambda } from './command-line.ts';
import { fault, ok, type StandIn, stackWith, standIn } from './stand-in-aws.ts';

const MACHINE = 'arn:aws:states:us-east-1:0:stateMachine';
const OUTPUTS = {
  TableName: 'TableName',
  BucketName: 'BucketName',
  RunMachineArn: `${MACHINE}:Half-run`,
  GenerationsMachineArn: `${MACHINE}:Half-generations`,
  RunStoppedFunction: 'RunStopped',
};
const RECORD = {
  runId: { S: 'first' },
  state: { S: 'running' },
  epoch: { N: '1' },
  owner: { S: `${MACHINE}:first` },
  createdAt: { S: '2026-11-25T00:00:00.000Z' },
  budgetUsd: { N: '1' },
  dataset: { S: 'mnist' },
};
const PAGE = '<!doctype html><title>Run first – evolambda</title>';

let folder: string;
let aws: StandIn;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-report-'));
});
afterEach(() => aws.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The command where the bucket holds this page of the run `first`, and nothing else. */
async function report(page: string | undefined, ...args: readonly string[]) {
  aws = await standIn((call, sent) => {
    switch (call) {
      case 'DescribeStacks':
        return stackWith('CREATE_COMPLETE', OUTPUTS);
      case 'GetItem':
        return ok(sent.includes('run#first') ? { Item: RECORD } : {});
      case 'GET /BucketName/reports/first.html':
        if (page !== undefined) return ok(page);
        return {
          status: 404,
          body: '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>',
        };
      default:
        return fault(400, 'ValidationException');
    }
  });
  return evolambda(['report', '--stack', 'Half', ...args], undefined, aws.env);
}

it.each([
  ['alone', ['first']],
  ['by its execution', ['--execution', 'first']],
])('report brings the page of a run that is named %s', async (_, name) => {
  const out = join(folder, `${name.length}.html`);
  const { code, stdout, stderr } = await report(PAGE, ...name, '--out', out, '--json');
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ runId: 'first', status: 'running', report: out });
  expect(readFileSync(out, 'utf8')).toBe(PAGE);
  expect(stderr).toContain('The run is running; the page shows its progress so far.');
});

it('report says where the page cannot be written', async () => {
  const { code, stderr } = await report(PAGE, 'first', '--out', folder);
  expect([code, stderr]).toEqual([2, expect.stringContaining('--out')]);
});

it.each([
  [
    'has no page yet',
    ['first'],
    ['RUN: "first" (running) has no page', 'at least one closed generation'],
  ],
  ['is not there', ['nobody'], ['RUN: "nobody" does not exist', 'evolambda status']],
  ['is no name', ['--execution', '../a'], ['RUN: "../a" is not allowed']],
  ['has two names', ['first', '--execution', 'first'], ['RUN: "first first" is not allowed']],
])('report says of a run that it %s', async (_, args, words) => {
  const { code, stdout, stderr } = await report(undefined, ...args);
  for (const word of words) expect(stderr).toContain(word);
  expect([code, stdout]).toEqual([2, '']);
});
