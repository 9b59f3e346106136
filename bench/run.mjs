// `node bench/run.mjs NAME [flags]`: bundles the benchmarks with their peers and runs bench/NAME.ts.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
// Under node_modules, so that the bundles find the packages that they import.
const folder = fileURLToPath(new URL('../node_modules/.cache/evolambda-bench/', import.meta.url));
const [name = '', ...flags] = process.argv.slice(2);
await build({
  absWorkingDir: root,
  // The bundles find each other by their place side by side.
  entryPoints: {
    'training-speed': 'bench/training-speed.ts',
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
    'tfjs-wasm-peer': 'bench/peers/tfjs-wasm-peer.ts',
  },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  external: ['onnxruntime-node'],
  // TensorFlow.js is bundled, since its modules name each other as Node does not; parts of it ask
  // for what CommonJS has.
  mainFields: ['module', 'main'],
  banner: {
    js: `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(import.meta.url);
const __dirname = import.meta.dirname;
const __filename = import.meta.filename;`,
  },
  logLevel: 'error',
});
const { status } = spawnSync(process.execPath, [`${folder}${name}.mjs`, ...flags], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
