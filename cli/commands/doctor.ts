// `evolambda doctor`: what this machine has and lacks, and the command that adds it.

import { access, constants, mkdir } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { cpuClass } from '../../functions/aws/cpu-class.ts';
import { BACKENDS, type TfjsBackendName } from '../../shared/contracts/engine-choice.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { openEngine } from '../../shared/training/engines.ts';
import { onnxRuntime } from '../../shared/training/onnx/onnx-session.ts';
import { TENSORFLOW_ENVIRONMENT } from '../../shared/training/tfjs/tensorflow-environment.ts';
import type { Command } from '../command.ts';
import { cacheDirectory } from '../data/cache-directory.ts';
import { lookAround } from '../data/look-around.ts';
import { resolveManifest } from '../data/resolve-manifest.ts';
import { reasonOf } from '../embedded/system-error.ts';
import { engineInWords } from '../engine.ts';
import { readFlags, refusePositionals } from '../flags.ts';
import { plainColumns } from '../plain-columns.ts';
import { processTerminal } from '../terminal.ts';
import { version } from '../version.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  group: 'This machine',
  usage: 'doctor',
  purpose: 'Check engines, cache and data of this machine',
  details: 'For everything that is missing, the command prints how to add it.',
  flags: {
    json: { type: 'switch', group: 'Output', help: 'Print one JSON object per check' },
  },
  examples: ['evolambda doctor'],
  run: examine,
};

interface Finding {
  readonly name: string;
  readonly found: string;
  /** `missing` stands in the way of a run; `optional` of something else. */
  readonly status: 'ok' | 'missing' | 'optional';
  /** What adds it. */
  readonly remedy?: string;
  readonly limits?: string;
}

/** docs/decisions/engine.md has the reasons. */
const NATIVE_LIMITS =
  'tfjs-node 4.22.0 calls node:util functions that Node 23 removed; evolambda restores them in its process. ' +
  'npm run tfjs:native needs a Python package index on Linux x64, and the download host of tfjs-node elsewhere.';

/** @returns 0 when a run can be made here, else 1 */
async function examine(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, doctorCommand.flags);
  refusePositionals('doctor', positionals);
  const terminal = processTerminal(values.json === true);
  Object.assign(process.env, TENSORFLOW_ENVIRONMENT);
  const findings = [...machine(), await onnx(), ...(await tfjs()), await cache(), await mnist()];
  if (values.json === true) {
    for (const finding of findings) terminal.result(JSON.stringify(finding));
  } else {
    for (const line of inWords(findings)) terminal.say(line);
  }
  const lacking = findings.filter(({ status }) => status === 'missing');
  const verdict =
    lacking.length === 0
      ? 'This machine can run searches.'
      : 'This machine cannot run searches yet.';
  terminal.say(verdict);
  return lacking.length === 0 ? 0 : 1;
}

function inWords(findings: readonly Finding[]): string[] {
  const marks = { ok: '✓', missing: '✗', optional: '–' };
  const lines = plainColumns(
    findings.map(({ name, found, status }) => [marks[status], name, found]),
  );
  return findings.flatMap(({ remedy, limits }, index) => [
    lines[index] ?? '',
    ...(remedy === undefined ? [] : [`   to fix it: ${remedy}`]),
    ...(limits === undefined ? [] : [`   limits: ${limits}`]),
  ]);
}

function machine(): Finding[] {
  const memory = `${(totalmem() / 2 ** 30).toFixed(1)} GiB of memory`;
  return [
    { name: 'evolambda', found: version(), status: 'ok' },
    {
      name: 'Node',
      found: `${process.version} on ${process.platform} ${process.arch}`,
      status: 'ok',
    },
    { name: 'processor', found: cpuClass(), status: 'ok' },
    { name: 'cores', found: `${availableParallelism()}, ${memory}`, status: 'ok' },
  ];
}

async function onnx(): Promise<Finding> {
  try {
    await onnxRuntime();
    const { trainer } = await openEngine({ engine: 'onnx', backend: 'cpu' });
    return { name: 'engine onnx', found: engineInWords(trainer.identity), status: 'ok' };
  } catch (error) {
    const remedy = 'npm install --ignore-scripts onnxruntime-node@1.30.0';
    return { name: 'engine onnx', found: reasonOf(error), status: 'missing', remedy };
  }
}

/** One after the other: they share what is the present backend. */
async function tfjs(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const backend of BACKENDS.tfjs) findings.push(await tfjsBackend(backend));
  return findings;
}

async function tfjsBackend(backend: TfjsBackendName): Promise<Finding> {
  const name = `engine tfjs ${backend}`;
  const limits = backend === 'native' ? { limits: NATIVE_LIMITS } : {};
  try {
    const { trainer } = await openEngine({ engine: 'tfjs', backend });
    return { name, found: engineInWords(trainer.identity), status: 'ok', ...limits };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const { problem = '', hint } = error.faults[0] ?? {};
    const remedy = hint?.replace(/^to add it, /, '');
    return { name, found: problem, status: 'optional', ...(remedy ? { remedy } : {}), ...limits };
  }
}

async function cache(): Promise<Finding> {
  const folder = cacheDirectory(process.env);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return { name: 'cache', found: folder, status: 'ok' };
  } catch (error) {
    const remedy = 'set EVOLAMBDA_CACHE_DIR to another directory';
    return { name: 'cache', found: reasonOf(error), status: 'optional', remedy };
  }
}

async function mnist(): Promise<Finding> {
  const get = evolambdaCommand('data', 'get', 'mnist');
  try {
    const located = await lookAround(await resolveManifest('mnist'));
    if ('source' in located)
      return { name: 'MNIST', found: located.source.description, status: 'ok' };
    if (located.isWhole) return { name: 'MNIST', found: located.directory, status: 'ok' };
    const found = 'not available; a run downloads it';
    return { name: 'MNIST', found, status: 'optional', remedy: get };
  } catch (error) {
    // A directory that a person named, and that holds something else.
    const found = reasonOf(error).replaceAll('\n', '; ');
    const remedy = `unset EVOLAMBDA_DATA_DIR or set it to another directory, then ${get}`;
    return { name: 'MNIST', found, status: 'optional', remedy };
  }
}
