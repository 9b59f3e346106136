// Puts the native training engine beside a bundled handler: onnxruntime-node's JavaScript, its binary
// for Lambda (Linux, x86_64) and onnxruntime-common. The other platforms' binaries stay behind.
// Usage: node infra/copy-engine.mjs <project> <folder of the bundle>
import { cpSync } from 'node:fs';
import { join } from 'node:path';

const [, , project, bundle] = process.argv;
if (project === undefined || bundle === undefined) {
  throw new Error('usage: node infra/copy-engine.mjs <project> <folder of the bundle>');
}
const PARTS = [
  'onnxruntime-node/package.json',
  'onnxruntime-node/dist',
  'onnxruntime-node/bin/napi-v6/linux/x64',
  'onnxruntime-common/package.json',
  'onnxruntime-common/dist/cjs',
];
const NEEDLESS = /\.(d\.ts|map)$/;

for (const part of PARTS) {
  cpSync(join(project, 'node_modules', part), join(bundle, 'node_modules', part), {
    recursive: true,
    filter: (file) => !NEEDLESS.test(file),
  });
}
