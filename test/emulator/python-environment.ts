// An emulator in a virtual environment of its own, below .evolambda/, so that tests need nothing but a
// Python and a package index.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../cli/data/package-root.ts';
import { isAlive } from './function-processes.ts';

/** This machine cannot run the emulator; the message is the reason, for a person. */
export class EmulatorUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EmulatorUnavailable';
  }
}

const PYTHON = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
const BUILDING = /^[a-z]+-[0-9a-f]+\.building-(\d+)$/;

export interface PythonEnvironment {
  /** Lower-case letters: names the folder. */
  readonly name: string;
  /** Path of the pinned requirements. */
  readonly requirements: string;
  /** Commands that may be the Python it takes, tried in order. */
  readonly pythons: readonly string[];
  /** Told before it is installed. */
  readonly announcement: string;
  readonly say: (words: string) => void;
}

/**
 * The Python of an environment; makes it when it is not there.
 * @throws EmulatorUnavailable without such a Python, its venv module, or a package index
 */
export async function ensurePythonEnvironment(wanted: PythonEnvironment): Promise<string> {
  const { name, requirements, pythons, announcement, say } = wanted;
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(packageRoot(), '.evolambda');
  const home = join(folder, `${name}-${hash}`);
  const python = join(home, PYTHON);
  if (existsSync(python)) return python;

  say(announcement);
  mkdirSync(folder, { recursive: true });
  removeAbandoned(folder);
  // Built aside and renamed whole: a second process finds all of it or nothing.
  const aside = `${home}.building-${process.pid}`;
  try {
    await makeEnvironment(aside, pythons);
    await install(join(aside, PYTHON), name, requirements);
    moveInto(aside, home);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return python;
}

async function makeEnvironment(place: string, pythons: readonly string[]): Promise<void> {
  const reasons: string[] = [];
  for (const command of pythons) {
    const { code, output } = await run(command, ['-m', 'venv', place]);
    if (code === 0) return;
    reasons.push(`${command}: ${lastLine(output)}`);
    rmSync(place, { recursive: true, force: true });
  }
  throw new EmulatorUnavailable(`a Python with venv is needed: ${reasons.join('; ')}`);
}

async function install(python: string, name: string, requirements: string): Promise<void> {
  const { code, output } = await run(python, [
    ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'],
    // Two tries tell within seconds that there is no network.
    ...['--retries', '1', '--timeout', '15', '--only-binary', ':all:', '--no-deps'],
    ...['--requirement', requirements],
  ]);
  if (code === 0) return;
  throw new EmulatorUnavailable(`pip could not install ${name}: ${lastLine(output)}`);
}

function moveInto(from: string, to: string): void {
  try {
    // A broken environment, such as one whose Python was removed, makes room.
    if (existsSync(to) && !existsSync(join(to, PYTHON))) rmSync(to, { recursive: true });
    renameSync(from, to);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(join(to, PYTHON))) throw error;
  }
}

/** What killed processes left half-built. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const owner = Number(BUILDING.exec(name)?.[1]);
    if (owner > 0 && !isAlive(owner)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function run(
  command: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
