// `node bench/run.mjs NAME [flags]`: bundles the benchmarks with their peers and runs bench/NAME.ts.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../cli/bin/ensure-built.mjs';
import { ensureInstalled } from '../cli/bin/ensure-installed.mjs';
import { inWords, NotReady } from '../cli/bin/not-ready.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
// Under node_modules, so that the bundles find the packages that they import.
const folder = fileURLToPath(new URL('../node_modules/.cache/evolambda-bench/', import.meta.url));
const [name = '', ...flags] = process.argv.slice(2);
const common = {
  absWorkingDir: root,
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  // Modules of packages that offer them: a UMD file's require is not followed (jsonc-parser).
  mainFields: ['module', 'main'],
  // Stand-ins for services know a command by its class's name.
  keepNames: true,
  logLevel: 'error',
};
// The bundles find each other by their place side by side.
const ENTRIES = {
  'training-speed': 'bench/training-speed.ts',
  checkouts: 'bench/checkouts.ts',
  'page-load': 'bench/page-load.ts',
  'small-commands': 'bench/small-commands.ts',
  parity: 'bench/parity.ts',
  soak: 'bench/soak.ts',
  'search-peers': 'bench/search-peers.ts',
  'training-worker': 'cli/embedded/training-worker.ts',
  throughput: 'bench/throughput.ts',
  'lane-worker': 'bench/lane-worker.ts',
  'worker-memory': 'bench/worker-memory.ts',
  'memory-curve': 'bench/memory-curve.ts',
  'worker-speed': 'bench/worker-speed.ts',
  'against-emulator': 'bench/scale/against-emulator.ts',
  cost: 'bench/scale/cost.ts',
  scale: 'bench/scale/scale.ts',
  planning: 'bench/planning/planning.ts',
  'stage-process': 'bench/planning/stage-process.ts',
  'stand-in-server': 'bench/planning/stand-in-server.ts',
  'tfjs-loop-peer': 'bench/peers/tfjs-loop-peer.ts',
};
const HELPERS = [
  'training-worker',
  'lane-worker',
  'stage-process',
  'stand-in-server',
  'tfjs-loop-peer',
];

if (await inWords(prepared)) {
  const child = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('start.mjs', import.meta.url)), `${folder}${name}.mjs`, ...flags],
    { cwd: root, stdio: 'inherit' },
  );
  process.exitCode = child.status ?? 1;
}

async function prepared() {
  const known = Object.keys(ENTRIES).filter((one) => !HELPERS.includes(one));
  if (!known.includes(name))
    throw new NotReady(`Unknown benchmark "${name}": ${known.join(', ')}`, 2);
  await ensureInstalled({ dev: true });
  // The page that is measured is the one that is shipped.
  await ensureBuilt();
  const { build } = await import('esbuild');
  await build({
    ...common,
    entryPoints: ENTRIES,
    external: ['onnxruntime-node', '@tensorflow/*', 'playwright-core'],
    // CommonJS packages inside the bundle call require.
    banner: {
      js: `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(import.meta.url);`,
    },
  });
  await buildWasmPeer(build);
}

// This peer holds TensorFlow.js, for its modules name each other as Node does not: register_all_gradients
// would speak to another copy of the core. Parts of it ask for what CommonJS has.
async function buildWasmPeer(build) {
  const options = {
    ...common,
    entryPoints: { 'tfjs-wasm-peer': 'bench/peers/tfjs-wasm-peer.ts' },
    banner: {
      js: `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(import.meta.url);
const __dirname = import.meta.dirname;
const __filename = import.meta.filename;`,
    },
  };
  // An earlier one would run in place of a peer that is not there.
  rmSync(`${folder}tfjs-wasm-peer.mjs`, { force: true });
  // Without its packages the peer is left out, which the benchmark says.
  await build({ ...options, logLevel: 'silent' }).catch(() => undefined);
}
