// What cdk.json starts: bundles app.ts for plain Node, which reads no TypeScript before version 22,
// and synthesizes. The bundle lies in .evolambda/, from where node_modules is found as from here.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
// One name a process: two syntheses at once do not read each other's half-written bundle.
const outfile = join(root, '.evolambda', 'infra', `app-${process.pid}.mjs`);

await build({
  absWorkingDir: root,
  entryPoints: ['infra/app.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
});
try {
  const { synthesize } = await import(pathToFileURL(outfile).href);
  process.exitCode = synthesize(root);
} finally {
  rmSync(outfile, { force: true });
}
