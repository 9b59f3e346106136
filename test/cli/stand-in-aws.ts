// Services of AWS as few answers: what emulators find nothing wrong with, and what they do not have.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface StandIn {
  /** The calls so far: an operation's name, or a method and a path. */
  readonly asked: string[];
  /** An environment that leads there and to no account of the person's. */
  readonly env: NodeJS.ProcessEnv;
  close(): void;
}

/** Listens on this machine; `answer` is given a call and what was sent with it. */
export async function standIn(answer: (call: string, body: string) => Answer): Promise<StandIn> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const sent = await text(request);
    const call = callOf(request, sent);
    asked.push(call);
    const { status, body } = answer(call, sent);
    response.writeHead(status, { 'x-amzn-errortype': /"__type":"(\w+)/.exec(body)?.[1] ?? '' });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const env = {
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  };
  return { asked, env, close: () => server.close() };
}

/** The operation: named in a header or in a form; else method and path. */
function callOf({ headers, method, url = '' }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1)!;
  return /Action=(\w+)/.exec(body)?.[1] ?? `${method} ${url.split('?')[0]}`;
}

export function ok(body: unknown): Answer {
  return { status: 200, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

export function fault(status: number, type: string): Answer {
  return { status, body: JSON.stringify({ __type: type, message: type }) };
}

export function noStack(): Answer {
  const words = '<Code>ValidationError</Code><Message>Stack does not exist</Message>';
  return { status: 400, body: `<ErrorResponse><Error>${words}</Error></ErrorResponse>` };
}

/** CloudFormation's answer about a stack with these outputs. */
export function stackWith(status: string, outputs: Readonly<Record<string, string>> = {}): Answer {
  const members = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack = `<StackName>Half</StackName><StackStatus>${status}</StackStatus><Outputs>${members.join('')}</Outputs>`;
  return ok(
    `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  );
}
