// The library that tfjs-node's makers publish, through the package's own install script.
import { delimiter, join, resolve } from 'node:path';
import { lastLines, runQuietly } from './run-quietly.mjs';

/** Where the script downloads from; it takes another host from this variable too. */
const HOST = process.env.TFJS_NODE_CDN_STORAGE || 'https://storage.googleapis.com/';
const ANSWER_MS = 10_000;

/** @returns a reason, or undefined where the host answers */
export async function whyNotOfficially() {
  if (process.env.EVOLAMBDA_TFJS_LIBRARY === 'wheel')
    return 'EVOLAMBDA_TFJS_LIBRARY is set to wheel';
  try {
    await fetch(HOST, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_MS) });
    return undefined;
  } catch (error) {
    return `${HOST} is not available (${error.cause?.code ?? error.message})`;
  }
}

/** @returns a reason where it failed */
export async function buildOfficially(aside) {
  const tools = resolve(aside, '..', '..', '.bin');
  const { code, output } = await runQuietly(
    process.execPath,
    [join('scripts', 'install.js'), 'cpu', 'download'],
    { cwd: aside, env: { PATH: [tools, process.env.PATH].join(delimiter) } },
  );
  return code === 0 ? undefined : lastLines(output);
}
