// The library in TensorFlow's Python wheel, which package indexes mirror, pinned by hash; the binding is
// compiled against it. No TensorFlow is installed.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmCli } from '../bin/npm-cli.mjs';
import { lastLines, runQuietly } from './run-quietly.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const PYTHON = 'python3';
const NODE_API = 8;
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
/** The names that the binding is linked to. */
const LINKS = { 'libtensorflow.so': LIBRARIES[0], 'libtensorflow_framework.so': LIBRARIES[1] };

/** @returns a reason, or undefined where it can be tried */
export async function whyNotFromWheel() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `the wheel supports linux x64 only, not ${process.platform} ${process.arch}`;
  }
  for (const [command, args, what] of [
    [PYTHON, ['-m', 'pip', '--version'], 'Python 3 with pip'],
    ['g++', ['--version'], 'a C++ compiler (g++)'],
    ['make', ['--version'], 'make'],
  ]) {
    if ((await runQuietly(command, args)).code !== 0) return `${what} is missing`;
  }
  return nodeGyp() === undefined ? 'node-gyp (part of npm) is missing' : undefined;
}

/** @returns a reason where it failed */
export async function buildFromWheel(aside) {
  const download = mkdtempSync(join(tmpdir(), 'evolambda-wheel-'));
  const steps = [
    () => fetchWheel(download),
    () => unpack(download, aside),
    () => link(aside),
    () => compile(aside),
  ];
  try {
    for (const step of steps) {
      const { code, output } = await step();
      if (code !== 0) return lastLines(output);
    }
    return undefined;
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
}

function fetchWheel(download) {
  return runQuietly(PYTHON, [
    ...['-m', 'pip', 'download', '--disable-pip-version-check', '--no-input'],
    // Two tries tell within seconds that there is no network.
    ...['--retries', '1', '--timeout', '15'],
    ...['--no-deps', '--only-binary', ':all:', '--require-hashes'],
    ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'],
    ...['--platform', 'manylinux2014_x86_64'],
    ...['--dest', download, '--requirement', join(here, 'tensorflow-wheel.txt')],
  ]);
}

function unpack(download, aside) {
  const [wheel = ''] = readdirSync(download);
  const script = join(here, 'unpack-wheel.py');
  return runQuietly(PYTHON, [script, join(download, wheel), join(aside, 'deps')]);
}

async function link(aside) {
  const folder = join(aside, 'deps', 'lib');
  for (const [name, target] of Object.entries(LINKS)) symlinkSync(target, join(folder, name));
  // A quarter smaller; without the tool it runs as well.
  await runQuietly('strip', ['--strip-unneeded', ...LIBRARIES], { cwd: folder });
  return { code: 0, output: '' };
}

function compile(aside) {
  const napi = `napi-v${NODE_API}`;
  const folder = join(aside, 'lib', napi);
  mkdirSync(folder, { recursive: true });
  return runQuietly(
    process.execPath,
    [
      nodeGyp(),
      'rebuild',
      ...headers(),
      '--module_name=tfjs_binding',
      `--module=${join(folder, 'tfjs_binding.node')}`,
      `--module_path=${folder}`,
      `--napi_version=${NODE_API}`,
      `--napi_build_version=${NODE_API}`,
      `--node_napi_label=${napi}`,
    ],
    { cwd: aside },
  );
}

/** Node's headers where they are installed; else node-gyp downloads them. Node-API is the same in all. */
function headers() {
  const prefixes = [join(dirname(process.execPath), '..'), '/usr', '/usr/local'];
  const prefix = prefixes.find((one) => existsSync(join(one, 'include', 'node', 'node_api.h')));
  return prefix === undefined ? [] : [`--nodedir=${prefix}`];
}

function nodeGyp() {
  const npm = npmCli();
  if (npm === undefined) return undefined;
  const file = join(dirname(npm), '..', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  return existsSync(file) ? file : undefined;
}
