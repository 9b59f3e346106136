// The product's own command line as a child process, on an emulator or on this machine.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../cli/data/package-root.ts';
import { environmentFor } from './aws-place.ts';
import type { DeployedStack } from './deployed-stack.ts';

/**
 * Runs `evolambda ARGS`; its words go to our standard error.
 * @returns the lines of its standard output
 * @throws Error when it ends with another code than 0
 */
export async function evolambda(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly string[]> {
  const script = join(packageRoot(), 'cli', 'bin', 'evolambda.mjs');
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`evolambda ${args.join(' ')} ended with code ${code}`);
  return output.trim().split('\n');
}

/** Puts a data set into the stack's bucket, from where the command line finds it. */
export async function pushDataset(stack: DeployedStack, dataset: string): Promise<void> {
  const args = ['data', 'push', dataset, '--stack', stack.stackName];
  await evolambda(args, environmentFor(stack.place));
}
