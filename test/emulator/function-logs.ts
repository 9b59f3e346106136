// What functions wrote to their logs: words and metrics (EMF) alike, which MiniStack keeps as lines
// and does not count.
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { parseInput } from '../../shared/contracts/parse.ts';
import { clientsOf } from './clients.ts';
import type { DeployedStack } from './deployed-stack.ts';

const answerSchema = z.object({ events: z.array(z.object({ message: z.string() })) });

/**
 * The lines of a function so far (at most 10,000), START, END and REPORT of each invocation
 * included; they come when the invocation has ended. The call is unsigned: not for an emulator that
 * enforces rights.
 */
export async function logLinesOf(
  { place }: DeployedStack,
  functionName: string,
): Promise<readonly string[]> {
  const { LoggingConfig } = await clientsOf(place).lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: functionName }),
  );
  const logGroupName = LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`;
  const scope = `${place.credentials.accessKeyId}/20260101/${place.region}/logs/aws4_request`;
  const response = await fetch(place.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Logs_20140328.FilterLogEvents',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify({ logGroupName }),
  });
  // No such group: the function was never invoked.
  if (response.status === 400) return [];
  const { events } = parseInput(answerSchema, await response.json(), 'FilterLogEvents');
  return events.map(({ message }) => message);
}
