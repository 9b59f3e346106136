// The project's own CDK as a child process, with all that it says.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface CdkDeploy {
  readonly root: string;
  /** Folder of the cloud assembly: one a stack, so that two deployments do not meet. */
  readonly output: string;
  readonly context: Readonly<Record<string, string>>;
  /** Whether it may ask before it grants rights. */
  readonly mayAsk: boolean;
  /** Standard output is JSON alone: what CDK says goes to standard error. */
  readonly isJson: boolean;
}

/** @returns CDK's exit code; 130 when it was interrupted */
export async function cdkDeploy(options: CdkDeploy): Promise<number> {
  const { root, output, context, mayAsk, isJson } = options;
  const settings = Object.entries(context).flatMap(([name, value]) => [
    '--context',
    `${name}=${value}`,
  ]);
  const args = [
    join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk'),
    ...['deploy', '--all', '--no-notices', '--output', output],
    ...['--require-approval', mayAsk ? 'broadening' : 'never'],
    ...settings,
  ];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['inherit', isJson ? process.stderr : 'inherit', 'inherit'],
    env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  // Ctrl-C reaches CDK as it reaches us; its answer is ours.
  const wait = () => undefined;
  process.on('SIGINT', wait);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 130));
    });
  } finally {
    process.off('SIGINT', wait);
  }
}

interface Preparation {
  readonly ensureInstalled: (wanted: { readonly dev: boolean }) => Promise<void>;
  readonly inWords: (prepare: () => Promise<void>) => Promise<boolean>;
}

/**
 * Installs the development packages of a clone where they are missing: CDK is one.
 * @returns false when that failed, which has been said, and the process's exit code is set
 */
export async function developmentPackages(root: string): Promise<boolean> {
  const bin = (name: string) => pathToFileURL(join(root, 'cli', 'bin', name)).href;
  const { ensureInstalled }: Pick<Preparation, 'ensureInstalled'> = await import(
    bin('ensure-installed.mjs')
  );
  const { inWords }: Pick<Preparation, 'inWords'> = await import(bin('not-ready.mjs'));
  return inWords(() => ensureInstalled({ dev: true }));
}
