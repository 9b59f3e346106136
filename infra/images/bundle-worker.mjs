// Bundles what a worker's image runs: the service with its trainers' process, and the two functions that
// load an engine. Packages with native code stay outside, in node_modules beside the bundles.
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS, ENGINE_PACKAGES } from './bundle-options.mjs';

/** Names of the bundles, with their sources. */
export const ENTRIES = {
  'training-service': 'functions/training-service/training-service.ts',
  'trainer-process': 'functions/training-service/trainer-process.ts',
  'train-and-score': 'functions/train-and-score/train-and-score.handler.ts',
  'score-test': 'functions/score-test/score-test.handler.ts',
};

/**
 * @param projectRoot folder of package.json
 * @param outdir where the bundles go, as `<name>.mjs`
 */
export async function bundleWorker(projectRoot, outdir) {
  await build({
    ...BUNDLE_OPTIONS,
    absWorkingDir: projectRoot,
    entryPoints: Object.fromEntries(
      Object.entries(ENTRIES).map(([name, file]) => [name, join(projectRoot, file)]),
    ),
    outdir,
    external: ENGINE_PACKAGES,
    logLevel: 'silent',
  });
}
