// The workers' images without docker: their files are linted, what they hold is put together and run as
// plain processes from its own folder.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assemble } from '../../infra/images/assemble.mjs';
import { ENTRIES } from '../../infra/images/bundle-worker.mjs';
import { TENSORFLOW_ENVIRONMENT } from '../../shared/training/tfjs/tensorflow-environment.ts';
import { EmulatorUnavailable, ensurePythonEnvironment } from '../emulator/python-environment.ts';
import { STACK_ENVIRONMENT } from '../functions/stack-environment.ts';

const IMAGES = ['cpu', 'gpu'] as const;
const MEGABYTE = 1e6;
const root = process.cwd();
const textOf = (image: string) => readFileSync(fileOf(image), 'utf8');
/** Paths of the builds' context. */
const letThrough = readFileSync(join(root, '.dockerignore'), 'utf8').match(/(?<=^!).+$/gm)!;
const fileOf = (image: string) => join(root, 'infra', 'images', `${image}.Dockerfile`);

describe.each(IMAGES)('%s.Dockerfile', (image) => {
  const text = textOf(image);
  const stages = text.split(/^FROM /m).slice(1);

  it('has nothing that hadolint finds', async ({ skip }) => {
    const hadolint = await installHadolint(skip);
    const { status, stdout } = spawnSync(hadolint, [fileOf(image)], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  }, 120_000);

  it('builds in one stage and ships another, as nobody in particular', () => {
    expect(stages).toHaveLength(2);
    expect(stages[0]).toMatch(/^\$\{\w+\} AS build\n/);
    expect(stages[1]).toMatch(/^USER 1000:1000$/m);
    const copied = [...stages[1]!.matchAll(/^COPY (\S+)/gm)].map(([, from]) => from);
    expect(new Set(copied)).toEqual(new Set(['--from=build']));
  });

  it('names its bases by tags', () => {
    const bases = [...text.matchAll(/^ARG \w+=(\S+)$/gm)].map(([, base]) => base!);
    expect(bases.length).toBeGreaterThan(0);
    for (const base of bases)
      expect(base).toMatch(/^[\w./-]+:(?!latest)[\w.-]+(@sha256:[0-9a-f]{64})?$/);
  });

  it('copies what is there, and what .dockerignore lets through', () => {
    const sources = [...stages[0]!.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, all]) =>
      all!.split(' '),
    );
    for (const source of sources) {
      expect(existsSync(join(root, source)), source).toBe(true);
      expect(
        letThrough.some((path) => path === source || path.startsWith(`${source}/`)),
        source,
      ).toBe(true);
    }
    for (const path of letThrough) expect(existsSync(join(root, path)), path).toBe(true);
  });
});

it('the builds import no file that .dockerignore keeps out', async () => {
  const scripts = ['infra/images/assemble.mjs', 'cli/native/tfjs-native.mjs'];
  const { metafile } = await build({
    ...{ absWorkingDir: root, outdir: 'image', write: false, metafile: true },
    entryPoints: [...scripts, ...Object.values(ENTRIES)],
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external' },
  });
  const files = Object.keys(metafile.inputs);
  expect(files).toEqual(expect.arrayContaining(scripts));
  const keptOut = files.filter((file) => !letThrough.some((path) => file.startsWith(path)));
  expect(keptOut).toEqual([]);
});

it('cpu.Dockerfile sets what TensorFlow reads when it starts', () => {
  const [, block] = /^ENV ((?:.*\\\n)*.*)$/m.exec(textOf('cpu'))!;
  const set = Object.fromEntries(block!.split(/[\s\\]+/).map((one) => one.split('=')));
  expect(set).toEqual(TENSORFLOW_ENVIRONMENT);
});

describe('what is in the image', () => {
  const hasTensorflow = existsSync(
    join(root, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'),
  );
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-image-'));
  const imageAt = (image: string) => join(folder, image);
  beforeAll(async () => {
    for (const image of IMAGES) await assemble(image, imageAt(image));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(IMAGES)('of %s starts, and names every variable that it is not told', (image) => {
    const run = spawnSync(process.execPath, ['training-service.mjs'], {
      cwd: imageAt(image),
      encoding: 'utf8',
      env: { AWS_REGION: 'eu-central-1' },
    });
    expect(run.status).toBe(2);
    for (const name of ['EVOLAMBDA_TABLE', 'EVOLAMBDA_BUCKET', 'EVOLAMBDA_MAX_RECEIVES']) {
      expect(run.stderr).toContain(name);
    }
  });

  it('has the entries that commands and functions name', () => {
    const bundles = readdirSync(imageAt('cpu')).filter((name) => name.endsWith('.mjs'));
    expect(bundles.sort()).toEqual([
      'score-test.mjs',
      'train-and-score.mjs',
      'trainer-process.mjs',
      'training-service.mjs',
    ]);
    const handler = "Object.keys(await import('./score-test.mjs')).join()";
    const environment = { AWS_REGION: 'eu-central-1', ...STACK_ENVIRONMENT };
    expect(inImage('gpu', handler, environment)).toBe('handler');
  });

  it.each(IMAGES)('of %s has onnxruntime for Linux x64 alone, and it loads', (image) => {
    const bin = join(imageAt(image), 'node_modules/onnxruntime-node/bin/napi-v6');
    expect(readdirSync(bin)).toEqual(['linux']);
    expect(readdirSync(join(bin, 'linux'))).toEqual(['x64']);
    const code = "typeof (await import('onnxruntime-node')).default.InferenceSession.create";
    expect(inImage(image, code)).toBe('function');
  });

  it('of gpu has no TensorFlow and takes less than 60 MB without the provider', () => {
    const image = imageAt('gpu');
    expect(existsSync(join(image, 'node_modules/@tensorflow'))).toBe(false);
    expect(bytesIn(image)).toBeLessThan(60 * MEGABYTE);
  });

  it.skipIf(!hasTensorflow)(
    'of cpu has TensorFlow, which computes, and takes less than 520 MB (skipped: npm run tfjs:native has not built it)',
    () => {
      expect(bytesIn(imageAt('cpu'))).toBeLessThan(520 * MEGABYTE);
      const code = `await (async () => {
        const { default: tf } = await import('@tensorflow/tfjs-core');
        const { default: util } = await import('node:util');
        // Gone from Node 23 on; the engine puts it back as well.
        util.isNullOrUndefined ??= (value) => value === null || value === undefined;
        await import('@tensorflow/tfjs-node');
        await tf.setBackend('tensorflow');
        return tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync().join() + tf.getBackend();
      })()`;
      expect(inImage('cpu', code)).toBe('3,3,3,3tensorflow');
    },
  );

  /** What an expression comes to in a module that lies in the image, with no other packages in reach. */
  function inImage(image: string, expression: string, env: Record<string, string> = {}): string {
    const probe = join(imageAt(image), 'probe.mjs');
    cpSync(join(root, 'test/images/probe.mjs'), probe);
    return execFileSync(process.execPath, [pathToFileURL(probe).pathname, expression], {
      cwd: imageAt(image),
      encoding: 'utf8',
      env: { ...TENSORFLOW_ENVIRONMENT, TF_CPP_MIN_LOG_LEVEL: '3', ...env },
    }).trim();
  }
});

async function installHadolint(skip: (note: string) => never): Promise<string> {
  try {
    const python = await ensurePythonEnvironment({
      name: 'hadolint',
      requirements: join(root, 'test/images/requirements.txt'),
      pythons: ['python3', 'python'],
      announcement: 'Installing hadolint …',
      say: (words) => process.stderr.write(`${words}\n`),
    });
    return join(dirname(python), 'hadolint');
  } catch (error) {
    if (error instanceof EmulatorUnavailable && process.env.CI !== 'true') skip(error.message);
    throw error;
  }
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
