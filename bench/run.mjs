// `node bench/run.mjs NAME [flags]`: bundles the benchmarks with their peers and runs bench/NAME.ts.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ensureBuilt } from '../cli/bin/ensure-built.mjs';

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
  // Stand-ins for services know a command by its class's name.
  keepNames: true,
  logLevel: 'error',
};
// The page that is measured is the one that is shipped.
await ensureBuilt();
// The bundles find each other by their place side by side.
await build({
  ...common,
  entryPoints: {
    'training-speed': 'bench/training-speed.ts',
    'page-load': 'bench/page-load.ts',
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
  },
  external: ['onnxruntime-node', '@tensorflow/*', 'playwright-core'],
  // CommonJS packages inside the bundle call require.
  banner: {
    js: `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(import.meta.url);`,
  },
});
// This peer holds TensorFlow.js, for its modules name each other as Node does not: register_all_gradients
// would speak to another copy of the core. Parts of it ask for what CommonJS has.
await build({
  ...common,
  entryPoints: { 'tfjs-wasm-peer': 'bench/peers/tfjs-wasm-peer.ts' },
  mainFields: ['module', 'main'],
  banner: {
    js: `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(import.meta.url);
const __dirname = import.meta.dirname;
const __filename = import.meta.filename;`,
  },
});
const { status } = spawnSync(process.execPath, [`${folder}${name}.mjs`, ...flags], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
