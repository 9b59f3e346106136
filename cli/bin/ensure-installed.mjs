// Installs dependencies when node_modules does not hold what package-lock.json asks for.
// npm's own record (node_modules/.package-lock.json, written last) is the stamp, so an install
// made by hand counts as well as ours.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lock } from './lock.mjs';
import { nodeTooOld } from './node-version.mjs';
import { NotReady } from './not-ready.mjs';
import { npmCli } from './npm-cli.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const OFFLINE =
  /failed with (ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)/;

/** Installs run-time dependencies, or with `dev` all of them, unless they are there. */
export async function ensureInstalled({ dev }) {
  const tooOld = nodeTooOld();
  if (tooOld !== undefined) throw new NotReady(tooOld, 2);
  if (isInstalled(root, dev)) return;
  const unlock = await lock(join(root, '.evolambda'));
  try {
    // Another process may have installed while this one waited.
    if (!isInstalled(root, dev)) await install(dev);
  } finally {
    unlock();
  }
}

/** Whether node_modules of `folder` holds every locked package that this platform must have. */
export function isInstalled(folder, dev) {
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  const present = packagesOf(join(folder, 'node_modules', '.package-lock.json'));
  const { dependencies = {}, devDependencies = {} } = wanted[''] ?? {};
  const named = Object.keys(dev ? { ...dependencies, ...devDependencies } : dependencies);
  // The record can outlive the packages: somebody deletes a folder by hand.
  if (!named.every((name) => existsSync(join(folder, 'node_modules', name, 'package.json')))) {
    return false;
  }
  return Object.entries(wanted).every(([path, entry]) => {
    const needless = path === '' || entry.optional || entry.devOptional || (entry.dev && !dev);
    if (present[path] === undefined) return needless;
    return present[path].version === entry.version || path === '';
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

async function install(dev) {
  const what = dev ? 'all dependencies' : 'run-time dependencies';
  process.stderr.write(`Installing ${what} (npm ci) …\n`);
  // The lock file pins every package by hash, so npm's cache may serve it without asking; short
  // pauses between retries tell within seconds that there is no network.
  const flags = [
    dev ? '--include=dev' : '--omit=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    // Tells of each request that failed; npm's last words hide it ("Exit handler never called").
    '--loglevel=http',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=5000',
  ];
  const { code, output } = await runNpm(['ci', ...flags]);
  if (code === 0) return;
  const offline = OFFLINE.exec(output)?.[1];
  const errors = output.split('\n').filter((line) => /^npm (error|ERR!)/.test(line));
  const cause = offline
    ? `npm could not reach its registry (${offline}). Connect to the internet and run this command again.`
    : `npm ci ended with code ${code}:\n${errors.slice(0, 12).join('\n')}`;
  throw new NotReady(`The dependencies could not be installed: ${cause}`, 2);
}

function runNpm(args) {
  const cli = npmCli();
  if (cli === undefined) {
    throw new NotReady(
      'The dependencies are not installed and npm was not found. Run `npm ci`.',
      2,
    );
  }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
