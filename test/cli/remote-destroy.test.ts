// `evolambda destroy` after one that came half way: what is gone already is no fault. The services are
// stood in for, since the emulator finds nothing wrong with a machine that is not there.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { evolambda } from './command-line.ts';

const OUTPUTS = [
  'TableName',
  'BucketName',
  'RunMachineArn',
  'GenerationsMachineArn',
  'RunStoppedFunction',
  'TrainAndScoreFunction',
];

interface Answer {
  readonly status: number;
  readonly body: string;
}

let server: Server;
let asked: string[] = [];
let isDeleted = false;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const name = callOf(request, await text(request));
    asked.push(name);
    const { status, body } = answerTo(name);
    response.writeHead(status, { 'x-amzn-errortype': /"__type":"(\w+)/.exec(body)?.[1] ?? '' });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

/** The operation: named in a header, in a form, or by the path. */
function callOf({ headers, url = '' }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1)!;
  return /Action=(\w+)/.exec(body)?.[1] ?? url.split('?')[0]!;
}

function answerTo(call: string): Answer {
  switch (call) {
    case 'DescribeStacks':
      return isDeleted ? noStack() : { status: 200, body: stackInState('DELETE_FAILED') };
    case 'DeleteStack':
      isDeleted = true;
      return { status: 200, body: '<DeleteStackResponse/>' };
    case 'ListExecutions':
      return gone('StateMachineDoesNotExist');
    default:
      return gone('ResourceNotFoundException');
  }
}

function gone(type: string): Answer {
  return { status: 404, body: JSON.stringify({ __type: type, message: 'gone' }) };
}

function noStack(): Answer {
  const words = '<Code>ValidationError</Code><Message>Stack does not exist</Message>';
  return { status: 400, body: `<ErrorResponse><Error>${words}</Error></ErrorResponse>` };
}

function stackInState(status: string): string {
  const outputs = OUTPUTS.map((key) => {
    const value = key.endsWith('Arn') ? `arn:aws:states:us-east-1:0:stateMachine:${key}` : key;
    return `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`;
  });
  const stack = `<StackName>Half</StackName><StackStatus>${status}</StackStatus><Outputs>${outputs.join('')}</Outputs>`;
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

it('destroy goes on where another ended, and finds nothing of it left', async () => {
  asked = [];
  const { port } = server.address() as AddressInfo;
  const { code, stdout, stderr } = await evolambda(['destroy', '--stack', 'Half', '--json'], '', {
    ...process.env,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  });
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ stack: 'Half', stopped: [], retained: [], deleted: [] });
  expect(asked).toContain('DeleteStack');
  expect(asked.filter((call) => call === 'ListExecutions')).toHaveLength(2);
});
