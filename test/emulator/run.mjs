// `node test/emulator/run.mjs NAME [flags]`: prepares the clone, bundles test/emulator/NAME.ts for
// plain Node and runs its main. Behind `npm run emulator` and `npm run e2e`.
import { rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from '../../cli/bin/ensure-installed.mjs';
import { inWords } from '../../cli/bin/not-ready.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [name = '', ...flags] = process.argv.slice(2);
if (await inWords(() => ensureInstalled({ dev: true }))) {
  const { main } = await load(name);
  process.exitCode = await main(flags);
}

async function load(entry) {
  const { build, stop } = await import('esbuild');
  // Below the root, so that node_modules is found; one name a process.
  const outfile = `${root}.evolambda/${entry}-${process.pid}.mjs`;
  try {
    await build({
      absWorkingDir: root,
      entryPoints: [`test/emulator/${entry}.ts`],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      packages: 'external',
      logLevel: 'error',
    });
    await stop();
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
