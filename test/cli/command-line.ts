// The built command line: in this process where nothing speaks against it, else as a child process.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { inProcess, type Surroundings } from './in-process.ts';

export const BIN = fileURLToPath(new URL('../../cli/bin/evolambda.mjs', import.meta.url));
/** The bundle that BIN starts. */
const MAIN = new URL('../../dist/main.mjs', import.meta.url).href;

/** The manifest of a data set of 1,400 images. */
export const SMALL_DIGITS = inject('smallDigits');

/** A search of ten candidates. */
export const smallOn = (workers: number) => [
  ...['--dataset', SMALL_DIGITS, '--population', '5', '--generations', '2'],
  ...['--workers', `${workers}`],
];

/** On one thread: to load the engine into a second one takes longer than the search. */
export const SMALL = smallOn(1);

/** A space of networks that are trained in no time, their weights about 400 kB with the moments. */
export const SMALL_SPACE = fileURLToPath(new URL('./small-space.json', import.meta.url));

/** A search in seconds, without a final phase, that prints JSON alone. */
export const shortSearchOn = (workers: number) => [
  ...[...smallOn(workers), '--space', SMALL_SPACE, '--examples', '640'],
  ...['--no-final-phase', '--json'],
];
export const SHORT_SEARCH = shortSearchOn(1);

/** `resume` on one thread, which prints JSON alone. */
export function resumeOf(directory: string): string[] {
  return ['resume', directory, '--workers', '1', '--json'];
}

/** The shortest final phase: one candidate is retrained once and tested once. */
export const BRIEF_FINAL_PHASE = [
  'rerank=1',
  'rerankReplicates=1',
  'retrain=1',
  'retrainReplicates=1',
].flatMap((one) => ['--set', `finalPhase.${one}`]);

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of standard output. */
  readonly lines: readonly string[];
}

export function start(
  args: readonly string[],
  input = '',
  env = process.env,
  bin = BIN,
): ChildProcess {
  const child = spawn(process.execPath, [bin, ...args], { stdio: 'pipe', env });
  child.stdin!.end(input);
  return child;
}

/** Runs a command to its end: in this process, unless it reads standard input, which `input` and `-` say. */
export async function evolambda(
  args: readonly string[],
  input?: string,
  env = process.env,
): Promise<Ended> {
  if (input !== undefined || args.includes('-')) return ended(start(args, input, env));
  return here(args, { env });
}

/** Runs a command in this process, called in that folder. */
export function evolambdaIn(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return here(args, { cwd });
}

async function here(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const { main } = (await import(/* @vite-ignore */ MAIN)) as typeof import('../../cli/main.ts');
  return endedHere(main, args, surroundings);
}

/** @param main of the bundle of the command line that is to run in this process */
export async function endedHere(
  main: (argv: readonly string[]) => Promise<number>,
  args: readonly string[],
  surroundings: Surroundings = {},
): Promise<Ended> {
  const printed = await inProcess(main, args, surroundings);
  return { ...printed, lines: printed.stdout.trim().split('\n') };
}

export async function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk) => (stdout += chunk));
  child.stderr!.on('data', (chunk) => (stderr += chunk));
  const [code] = await once(child, 'close');
  return { code, stdout, stderr, lines: stdout.trim().split('\n') };
}

/** The same in a shell that limits the size of every file: to the process, the disk is full. */
export function withDiskOf(blocks: number, args: readonly string[]): Promise<Ended> {
  const script = `ulimit -f ${blocks}; exec "$@"`;
  const command = ['-c', script, 'sh', process.execPath, BIN, ...args];
  return ended(spawn('sh', command, { stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Resolves with the first line that matches; rejects when the stream ends without one. */
export async function lineOf(
  child: ChildProcess,
  stream: 'stdout' | 'stderr',
  pattern: RegExp,
): Promise<string> {
  const lines = createInterface({ input: child[stream]! });
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    lines.on('line', (line) => {
      said.push(line);
      if (pattern.test(line)) resolve(line);
    });
    lines.on('close', () => reject(new Error(`no line ${pattern}: ${said.join('\n')}`)));
  });
}
