// The stand-in services behind HTTP, in a process of their own: the SDK's real clients call them, and
// none of their memory is the measured process's. Prints its port; ends with its standard input.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { decoded, encoded } from './attribute-values.ts';
import { answer, putStored, standIns, workOff } from './stand-in-services.ts';
import { Refused } from './stand-in-table.ts';

const { values: flags } = parseArgs({
  options: {
    /** Milliseconds that every call takes besides. */
    latency: { type: 'string', default: '5' },
  },
});
const latencyMs = Number(flags.latency);
const services = standIns();

const server = createServer((request, response) => {
  respond(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    response.writeHead(500).end();
  });
});
// The measuring process hears nothing while a step runs: its connection stays open.
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.on('end', () => process.exit()).resume();

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const target = request.headers['x-amz-target'];
  if (request.url === '/_work-off') {
    response.end(JSON.stringify({ arrived: await workOff(services) }));
    return;
  }
  if (request.url === '/_calls') {
    response.end(JSON.stringify(Object.fromEntries(services.calls)));
    services.calls.clear();
    return;
  }
  if (latencyMs > 0) await pause(latencyMs);
  if (typeof target === 'string') respondJson(target, body, response);
  else respondObject(request, body, response);
}

function respondJson(target: string, body: Buffer, response: ServerResponse): void {
  const [service = '', operation = ''] = target.split('.');
  const isTable = service.startsWith('DynamoDB');
  const input: unknown = JSON.parse(body.toString());
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  try {
    const output = answer(services, operation, isTable ? decoded(input) : input);
    response.end(JSON.stringify(isTable ? encoded(output) : output));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const CancellationReasons = error.reasons?.map((Code) => ({ Code }));
    response.statusCode = 400;
    response.end(JSON.stringify({ __type: error.name, message: error.name, CancellationReasons }));
  }
}

/** GET and PUT of /bucket/area/name. */
function respondObject(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const key = (request.url ?? '').split('?')[0]!.split('/').slice(2).join('/');
  const operation = request.method === 'PUT' ? 'PutObject' : 'GetObject';
  services.calls.set(operation, (services.calls.get(operation) ?? 0) + 1);
  if (request.method === 'PUT') {
    putStored(services, key, { bytes: body, metadata: {} });
    response.end();
    return;
  }
  const found = services.objects.get(key);
  if (found === undefined) {
    response.writeHead(404, { 'content-type': 'application/xml' });
    response.end('<Error><Code>NoSuchKey</Code><Message>none</Message></Error>');
    return;
  }
  response.end(found.bytes);
}
