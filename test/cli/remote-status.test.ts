// `evolambda status RUN --stack NAME`: a run as labelled lines. The services are stood in for.
import { afterEach, expect, it } from 'vitest';
import { evolambda } from './command-line.ts';
import { fault, ok, type StandIn, stackWith, standIn } from './stand-in-aws.ts';

const MACHINE = 'arn:aws:states:us-east-1:0:stateMachine';
const EXECUTION = 'arn:aws:states:us-east-1:0:execution:Half-run:first';
const OUTPUTS = {
  TableName: 'TableName',
  BucketName: 'BucketName',
  RunMachineArn: `${MACHINE}:Half-run`,
  GenerationsMachineArn: `${MACHINE}:Half-generations`,
  RunStoppedFunction: 'RunStopped',
};
const ROOT = {
  ...{ pk: { S: 'run#first' }, sk: { S: 'root' }, runId: { S: 'first' }, state: { S: 'failed' } },
  ...{ epoch: { N: '2' }, owner: { S: EXECUTION }, createdAt: { S: '2026-11-25T00:00:00.000Z' } },
  ...{ budgetUsd: { N: '1' }, dataset: { S: 'mnist' }, cause: { S: 'one fault\nanother' } },
};
const MONEY = {
  ...{ pk: { S: 'run#first' }, sk: { S: 'money' } },
  ...{ used: { N: '500000000' }, spent: { N: '250000000' } },
};

let aws: StandIn;
afterEach(() => aws.close());

it('status prints a run as labelled lines, each line of its cause below the first', async () => {
  aws = await standIn((call) => {
    if (call === 'DescribeStacks') return stackWith('CREATE_COMPLETE', OUTPUTS);
    if (call === 'BatchGetItem') return ok({ Responses: { TableName: [ROOT, MONEY] } });
    return fault(400, 'ExecutionDoesNotExist');
  });
  const { code, stdout, stderr } = await evolambda(
    ['status', 'first', '--stack', 'Half'],
    '',
    aws.env,
  );
  expect(code, stderr).toBe(0);
  expect(stdout.replace(/\d+ d /, 'N d ').split('\n')).toEqual([
    'Run              first',
    'State            failed',
    'Age              N d (created 2026-11-25T00:00:00.000Z)',
    'Data set         mnist',
    'Spent            $0.25',
    'Reserved         $0.25',
    'Cap              $1.00',
    'Fencing token    2',
    'Cause            one fault',
    '                 another',
    `Execution        ${EXECUTION}`,
    'Execution state  not found; Step Functions keeps it for 90 days',
    '',
  ]);
});
