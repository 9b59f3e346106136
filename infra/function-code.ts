// The code of the Lambda functions, without docker: esbuild bundles all handlers at once, when the CDK asks for the
// first. A bundle that trains carries the native engine, one that writes pages their template.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import {
  DEFAULT_SIZES,
  type FunctionShape,
  functionTable,
} from '../shared/contracts/function-table.ts';
import { BUNDLE_OPTIONS, ENGINE_PACKAGES } from './images/bundle-options.mjs';

/** The engine's JavaScript and its binary for Lambda (Linux, x86_64); those of other platforms stay behind. */
const ENGINE_FILES = [
  'onnxruntime-node/package.json',
  'onnxruntime-node/dist',
  'onnxruntime-node/bin/napi-v6/linux/x64',
  'onnxruntime-common/package.json',
  'onnxruntime-common/dist/cjs',
];
const NEEDLESS = /\.(d\.ts|map)$/;

/** Folders of bundles, by project. */
const bundled = new Map<string, string>();

/**
 * The code of one function. Nothing is bundled where the CDK skips bundling.
 * @param projectRoot folder of package.json
 */
export function functionCode(projectRoot: string, shape: FunctionShape): AssetCode {
  return Code.fromAsset(join(projectRoot, 'functions', shape.folder), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // The CDK requires one. It is not used: the local bundling succeeds or throws.
      image: DockerImage.fromRegistry('scratch'),
      local: {
        tryBundle(outputDir) {
          writeCode(projectRoot, shape, outputDir);
          return true;
        },
      },
    },
  });
}

function writeCode(projectRoot: string, shape: FunctionShape, folder: string): void {
  const { engine = false, page = false } = shape;
  cpSync(join(bundlesOf(projectRoot), shape.folder, 'index.mjs'), join(folder, 'index.mjs'));
  if (engine) {
    for (const part of ENGINE_FILES) {
      const place = join('node_modules', part);
      cpSync(join(projectRoot, place), join(folder, place), {
        recursive: true,
        filter: (file) => !NEEDLESS.test(file),
      });
    }
  }
  if (page) cpSync(join(bundlesOf(projectRoot), 'page.html'), join(folder, 'page.html'));
}

function bundlesOf(projectRoot: string): string {
  const known = bundled.get(projectRoot);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-functions-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const shapes: readonly FunctionShape[] = Object.values(functionTable(DEFAULT_SIZES));
  const hasEngine = ({ engine = false }: FunctionShape) => engine;
  bundle(projectRoot, shapes.filter(hasEngine), ENGINE_PACKAGES, folder);
  // The others take the engine's version from its package.json alone, which is bundled.
  bundle(
    projectRoot,
    shapes.filter((shape) => !hasEngine(shape)),
    [],
    folder,
  );
  // In a separate process: esbuild builds the page asynchronously, and the CDK bundles synchronously.
  const script = join(projectRoot, 'infra', 'write-page.mjs');
  execFileSync(process.execPath, [script, join(folder, 'page.html')], { stdio: 'inherit' });
  bundled.set(projectRoot, folder);
  return folder;
}

/** Writes `<folder of the function>/index.mjs` for each. */
function bundle(
  projectRoot: string,
  shapes: readonly FunctionShape[],
  external: readonly string[],
  outdir: string,
): void {
  buildSync({
    ...BUNDLE_OPTIONS,
    absWorkingDir: projectRoot,
    entryPoints: Object.fromEntries(
      shapes.map(({ folder }) => [
        `${folder}/index`,
        join('functions', folder, `${folder}.handler.ts`),
      ]),
    ),
    outdir,
    external: [...external],
    logLevel: 'warning',
  });
}
