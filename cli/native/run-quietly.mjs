// Runs a command, and keeps what it prints for the case that it fails.
import { spawn } from 'node:child_process';

/** @returns its exit code, 127 where there is no such command, and all that it printed */
export function runQuietly(command, args, { cwd, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', ({ message }) => resolve({ code: 127, output: message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The end of what a command printed, for a person. */
export function lastLines(output, count = 5) {
  return output.trim().split('\n').slice(-count).join('\n');
}
