// `npm test`: prepares the clone, runs the static checks beside the tests, ends with the slowest files and one line of
// sums. `npm run test:quick` leaves out what takes long. Arguments go to Vitest: `npm test -- test/search`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../cli/bin/ensure-built.mjs';
import { ensureInstalled } from '../cli/bin/ensure-installed.mjs';
import { inWords } from '../cli/bin/not-ready.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const isQuick = process.argv.includes('--quick');
const filters = process.argv.slice(2).filter((argument) => argument !== '--quick');
const rooms = ['shared', 'functions', 'infra', 'cli', 'test', 'bench'].filter((room) =>
  existsSync(join(root, room)),
);
/** One after the other: the tests keep the other core busy. */
const CHECKS = [
  { name: 'types (tsc)', script: 'typescript-7/bin/tsc', args: ['--noEmit', '--singleThreaded'] },
  {
    name: 'types of the page (tsc)',
    script: 'typescript-7/bin/tsc',
    args: ['--noEmit', '--singleThreaded', '--project', 'shared/report/page'],
  },
  { name: 'format and lint (biome)', script: '@biomejs/biome/bin/biome', args: ['check', '.'] },
  { name: 'unused code (knip)', script: 'knip/bin/knip.js', args: [] },
  {
    name: 'layers (dependency-cruiser)',
    script: 'dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['--config', '.dependency-cruiser.mjs', '--output-type', 'err', ...rooms],
  },
];

/** Three workers on two cores: much of the time of emulators and processes is waiting. */
const TESTS = isQuick ? ['--project=unit', '--maxWorkers=2'] : ['--maxWorkers=3'];

/** Files of tests that the report names. */
const SLOWEST = 10;

const prepared = await inWords(() => ensureInstalled({ dev: true }));
if (prepared) {
  const build = await buildCheck();
  const [checks, tests] = await Promise.all([runChecks(), runTests()]);
  report([build, ...checks], tests);
} else {
  process.stdout.write('0 passed, 1 failed, 0 skipped\n');
}

async function buildCheck() {
  const passed = await inWords(ensureBuilt);
  return announce({ name: 'build (esbuild)', passed, output: '' });
}

async function runChecks() {
  const checks = [];
  for (const { name, script, args } of CHECKS) {
    const { code, output } = await run(script, args, 'pipe');
    checks.push(announce({ name, passed: code === 0, output }));
  }
  return checks;
}

function announce(check) {
  process.stdout.write(`${check.passed ? '✓' : '✗'} ${check.name}\n`);
  if (!check.passed && check.output !== '') process.stdout.write(`${check.output.trimEnd()}\n`);
  return check;
}

async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-test-'));
  const results = join(folder, 'results.json');
  const args = [
    'run',
    ...TESTS,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=./test/results-reporter.mjs',
    ...filters,
  ];
  try {
    const { code } = await run('vitest/vitest.mjs', args, 'inherit', {
      EVOLAMBDA_TEST_RESULTS: results,
    });
    return { code, ...JSON.parse(readFileSync(results, 'utf8')) };
  } catch (error) {
    process.stdout.write(`The tests wrote no results: ${error.message}\n`);
    return { code: 1, passed: 0, failed: 1, skipped: [], files: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(script, args, output, env = {}) {
  const file = join(root, 'node_modules', script);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], {
      cwd: root,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...env },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        text += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: text }));
  });
}

function report(checks, tests) {
  // Again at the end: the output of the tests follows the first report of a check.
  for (const check of checks.filter(({ passed }) => !passed)) announce(check);
  const slowest = tests.files.sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  for (const { name, seconds } of slowest) {
    process.stdout.write(`${seconds.toFixed(1).padStart(7)} s  ${name}\n`);
  }
  for (const { name, reason } of tests.skipped) {
    process.stdout.write(`skipped: ${name}: ${reason ?? 'no reason given'}\n`);
  }
  // A filter skips without words; anything else must say why.
  const silent = filters.length === 0 ? tests.skipped.filter(({ reason }) => !reason).length : 0;
  const found = tests.passed + tests.failed > 0;
  if (!found) process.stdout.write('No test matched.\n');
  const passed = checks.filter((check) => check.passed).length + tests.passed;
  const failedTests = Math.max(tests.failed, tests.code === 0 && found ? 0 : 1);
  const failed = checks.filter((check) => !check.passed).length + failedTests + silent;
  if (failed > 0) process.exitCode = 1;
  const skipped = tests.skipped.length - silent;
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
}
