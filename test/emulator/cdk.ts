// The CDK command line against an emulator: bootstrap, synthesize, deploy.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../cli/data/package-root.ts';
import { type AwsPlace, environmentFor, TEST_ACCOUNT } from './aws-place.ts';

export type Context = Readonly<Record<string, string | number | boolean>>;

/** The stack as an emulator can carry it; see the context settings in infra/. */
export const LOCAL: Context = { local: true };

/** Makes the account ready for stacks that use the bootstrap's roles and bucket. */
export async function bootstrap(place: AwsPlace): Promise<void> {
  // In the project's folder it would synthesize the project, without its bundles.
  const empty = mkdtempSync(join(tmpdir(), 'evolambda-bootstrap-'));
  try {
    await cdk(['bootstrap', `aws://${TEST_ACCOUNT}/${place.region}`], place, empty);
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
}

/** Writes the cloud assembly, bundles included, to `cdkOut`; it can be deployed many times. */
export async function synthesize(
  place: AwsPlace,
  cdkOut: string,
  context: Context = LOCAL,
): Promise<void> {
  await cdk(['synth', '--quiet', '--output', cdkOut, ...contextFlags(context)], place);
}

/** Deploys all stacks of the assembly in `cdkOut`. */
export async function deploy(place: AwsPlace, cdkOut: string): Promise<void> {
  const flags = ['--require-approval', 'never', '--progress', 'events'];
  await cdk(['deploy', '--app', cdkOut, '--all', ...flags], place);
}

function contextFlags(context: Context): string[] {
  return Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
}

/** @throws Error with what CDK said last */
async function cdk(args: readonly string[], place: AwsPlace, cwd = packageRoot()): Promise<void> {
  const script = join(packageRoot(), 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const child = spawn(process.execPath, [script, '--no-notices', '--no-color', ...args], {
    cwd,
    // A group with the app and the bundlers that it starts, so that all of it ends when we do.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environmentFor(place), CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  const endGroup = () => process.kill(-child.pid!, 'SIGKILL');
  child.once('spawn', () => process.prependOnceListener('exit', endGroup));
  child.once('close', () => process.off('exit', endGroup));
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 0) return;
  // Of a failed deployment, what failed and not what was then removed again.
  const reasons = output.slice(Math.max(0, output.lastIndexOf('Failed resources:')));
  const end = reasons.trim().split('\n').slice(-40).join('\n');
  throw new Error(`cdk ${args[0]} ended with code ${code}:\n${end}`);
}
