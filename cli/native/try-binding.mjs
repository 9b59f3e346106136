// Whether a built binding works, tried in a process of its own: what a broken library does, it does there.
import { runQuietly } from './run-quietly.mjs';

// Node 23 and later lack what tfjs-node 4.22 calls; the engine puts it back as well.
const TRIAL = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  const tf = require(process.argv[1]);
  tf.tidy(() => tf.add(1, 1).dataSync());
  process.stdout.write('TensorFlow=' + tf.backend().binding.TF_Version);
`;

/** @param home folder of the package. @returns TensorFlow's version, or undefined where it does not work */
export async function tensorflowVersion(home) {
  const env = { TF_CPP_MIN_LOG_LEVEL: '3' };
  const { output } = await runQuietly(process.execPath, ['-e', TRIAL, home], { env });
  return /TensorFlow=([\d.]+)/.exec(output)?.[1];
}
