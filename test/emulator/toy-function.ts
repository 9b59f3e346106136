// A function made by hand, for tests of the emulator itself.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { type AwsPlace, anyRole } from './aws-place.ts';
import { clientsOf } from './clients.ts';
import { ensureMiniStack } from './ministack.ts';

/**
 * @param body of an async function of `event`, in JavaScript
 * @returns the function's ARN
 */
export async function makeFunction(
  place: AwsPlace,
  name: string,
  body: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { lambda } = clientsOf(place);
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Role: anyRole(place),
      Handler: 'index.handler',
      Timeout: 60,
      Code: { ZipFile: await zipOf(`exports.handler = async (event) => { ${body} };`) },
      Environment: { Variables: { ...variables } },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 30 }, { FunctionName: name });
  return FunctionArn!;
}

async function zipOf(source: string): Promise<Uint8Array> {
  const python = await ensureMiniStack(() => undefined);
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-toy-'));
  try {
    writeFileSync(join(folder, 'index.js'), source);
    execFileSync(python, ['-m', 'zipfile', '-c', 'code.zip', 'index.js'], { cwd: folder });
    return readFileSync(join(folder, 'code.zip'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
