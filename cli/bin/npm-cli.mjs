// Finds npm's JavaScript, so that it is started by this very Node and without a shell: npm.cmd of
// Windows cannot be spawned otherwise.
import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

/** The path of npm-cli.js: the npm that runs us, else the one beside node, else on PATH. */
export function npmCli(env = process.env, execPath = process.execPath) {
  const beside = dirname(execPath);
  return [
    ...runningNpm(env.npm_execpath),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ...onPath(env.PATH ?? env.Path ?? ''),
  ].find((file) => existsSync(file));
}

// Under npx the variable may name npx-cli.js; under another package manager it is of no use.
function runningNpm(file) {
  if (file === undefined || !/^np[mx]-cli\.js$/.test(basename(file))) return [];
  return [join(dirname(file), 'npm-cli.js')];
}

function onPath(path) {
  return path.split(delimiter).flatMap((folder) => {
    const link = join(folder, 'npm');
    const beside = join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    if (!existsSync(link)) return [beside];
    const file = realpathSync(link);
    return file.endsWith('npm-cli.js') ? [file, beside] : [beside];
  });
}
